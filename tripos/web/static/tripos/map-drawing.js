// The drawing of a map made lively: zoom, drag, one day alone. It is complete without this file; see map.js.

const MAX_ZOOM = 40;
const SCALE_PIXELS = 96;
const WHEEL_STEP = 1.0016;
const BUTTON_STEP = 1.6;
const ARROW_STEP = 0.15;
const DAY_ZOOM = 12; // of a day whose stops are all in one street
export const DAY_MARGIN = 56; // pixels around a day's markers: room for their numbers and the buttons
const CROWD = 40; // markers above which a whole trip is dots until one comes nearer or chooses a day
const CROWD_ZOOM = 2.2;
const GLIDE_MILLISECONDS = 280;
const AROUND_THE_EARTH = 40_075_016.686; // metres at the equator, WGS 84

export const isStill = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

export function number(element, name) {
  return Number(element.dataset[name]);
}

function roundDistance(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  return [5, 2, 1].map((step) => step * power).find((value) => value <= metres) ?? power;
}

function distanceWords(metres) {
  const [value, unit] = metres >= 1000 ? [metres / 1000, "kilometer"] : [metres, "meter"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit }).format(value);
}

export class Drawing {
  constructor(figure) {
    this.figure = figure;
    this.svg = figure.querySelector(".map__drawing");
    const [, , width, height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
    this.whole = { width, height };
    this.markers = [...this.svg.querySelectorAll("[data-marker]")];
    this.leaders = new Map([...this.svg.querySelectorAll("[data-leader]")].map((path) => [number(path, "leader"), path]));
    this.furniture = this.svg.querySelector("[data-furniture]");
    this.scale = this.svg.querySelector("[data-scale]");
    this.pointers = new Map();
    this.svg.classList.add("is-live");
    this.look(this.wholeView());
    this.listen();
  }

  wholeView() {
    return { zoom: 1, x: this.whole.width / 2, y: this.whole.height / 2 };
  }

  // The view that shows the markers of a day, or all of them.
  viewOf(day) {
    const { clientWidth, clientHeight } = this.figure;
    const own = day ? this.markers.filter((marker) => number(marker, "day") === day) : [];
    if (!own.length || !clientWidth) return this.wholeView();
    const xs = own.map((marker) => number(marker, "atX"));
    const ys = own.map((marker) => number(marker, "atY"));
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const unit = Math.max(
      (right - left) / Math.max(40, clientWidth - 2 * DAY_MARGIN),
      (bottom - top) / Math.max(40, clientHeight - 2 * DAY_MARGIN),
    );
    const base = Math.max(this.whole.width / clientWidth, this.whole.height / clientHeight);
    return { zoom: Math.min(DAY_ZOOM, base / unit || DAY_ZOOM), x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  look({ zoom, x, y }) {
    cancelAnimationFrame(this.gliding);
    this.zoom = zoom;
    this.centre = { x, y };
    this.paint();
  }

  glide(to) {
    if (isStill() || !this.figure.clientWidth) {
      this.look(to);
      return;
    }
    cancelAnimationFrame(this.gliding);
    const from = { zoom: this.zoom, ...this.centre };
    const began = performance.now();
    const step = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / GLIDE_MILLISECONDS));
      const eased = 1 - (1 - part) ** 3;
      const between = (name) => from[name] + (to[name] - from[name]) * eased;
      this.look({ zoom: from.zoom * (to.zoom / from.zoom) ** eased, x: between("x"), y: between("y") });
      if (part < 1) this.gliding = requestAnimationFrame(step);
    };
    this.gliding = requestAnimationFrame(step);
  }

  fit() {
    this.glide(this.viewOf(this.day ?? 0));
  }

  // A day's markers and way alone; 0 shows all of them.
  show(day, isQuick) {
    this.day = day;
    for (const part of this.svg.querySelectorAll("[data-day]")) {
      const own = number(part, "day");
      part.classList.toggle("is-off", day > 0 && own > 0 && own !== day);
    }
    if (isQuick) this.look(this.viewOf(day));
    else this.fit();
  }

  // Bring a marker into sight without losing the view that one has.
  reveal(marker) {
    const [x, y] = [number(marker, "atX"), number(marker, "atY")];
    const { clientWidth, clientHeight } = this.figure;
    const isNear = (at, centre, size) => Math.abs(at - centre) < (size / 2 - DAY_MARGIN) * this.unit;
    if (isNear(x, this.centre.x, clientWidth) && isNear(y, this.centre.y, clientHeight)) return;
    this.glide({ zoom: Math.max(this.zoom, 1), x, y });
  }

  // What tells whether a map that comes in this one's place is drawn alike, so that one's view of it can stay.
  get view() {
    const marks = this.markers.map((one) => [one.getAttribute("href"), `${one.dataset.atX} ${one.dataset.atY}`]);
    return { zoom: this.zoom, centre: this.centre, day: this.day ?? 0, marks: new Map(marks) };
  }

  resume(view) {
    if (!view) return;
    if (view.day && this.markers.some((marker) => number(marker, "day") === view.day)) this.show(view.day, true);
    const known = this.view.marks;
    const shared = [...view.marks].filter(([href]) => href && known.has(href));
    const isAlike = shared.length > 1 && shared.every(([href, at]) => known.get(href) === at);
    if (isAlike && (this.day ?? 0) === view.day) this.look({ zoom: view.zoom, ...view.centre });
  }

  // The edges of what is seen, in degrees: south, west, north, east; none without a marker to reckon from.
  get edges() {
    const [anchor] = this.markers;
    if (!anchor || !this.scale) return null;
    const [lat, lon] = [number(anchor, "lat"), number(anchor, "lon")];
    const radians = (lat * Math.PI) / 180;
    // Both coordinates as parts of the width of the world's square map (spherical Mercator), as the server draws them.
    const flat = number(this.scale, "metres") / number(this.scale, "length") / (AROUND_THE_EARTH * Math.cos(radians));
    const down = -Math.log(Math.tan(Math.PI / 4 + radians / 2)) / (2 * Math.PI);
    const latitude = (y) => {
      const at = down + (y - number(anchor, "atY")) * flat;
      return ((2 * Math.atan(Math.exp(-2 * Math.PI * at)) - Math.PI / 2) * 180) / Math.PI;
    };
    const longitude = (x) => ((lon + (x - number(anchor, "atX")) * flat * 360 + 540) % 360) - 180;
    const [width, height] = [this.figure.clientWidth * this.unit, this.figure.clientHeight * this.unit];
    if (width * flat >= 1) return null;
    return [
      latitude(this.centre.y + height / 2),
      longitude(this.centre.x - width / 2),
      latitude(this.centre.y - height / 2),
      longitude(this.centre.x + width / 2),
    ];
  }

  // Told when somebody looks elsewhere, by hand.
  moved() {
    this.figure.dispatchEvent(new CustomEvent("map:moved", { bubbles: true }));
  }

  // Drawing units per CSS pixel.
  get unit() {
    const { clientWidth, clientHeight } = this.figure;
    if (!clientWidth || !clientHeight) return 1;
    return Math.max(this.whole.width / clientWidth, this.whole.height / clientHeight) / this.zoom;
  }

  paint() {
    const unit = this.unit;
    const width = this.figure.clientWidth * unit || this.whole.width;
    const height = this.figure.clientHeight * unit || this.whole.height;
    const left = this.centre.x - width / 2;
    const top = this.centre.y - height / 2;
    this.svg.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    // Streets broaden as one comes nearer, though less than the ground does.
    this.svg.style.setProperty("--thick", String(Math.min(6, Math.max(0.7, this.zoom ** 0.7))));
    const isCrowded = !this.day && this.markers.length > CROWD && this.zoom < CROWD_ZOOM;
    this.svg.classList.toggle("is-crowded", isCrowded);
    this.markers.forEach((marker, index) => {
      // Markers that were moved aside come home as the view grows.
      const [atX, atY] = [number(marker, "atX"), number(marker, "atY")];
      const apart = isCrowded ? 0 : 1 / this.zoom;
      const x = atX + (number(marker, "x") - atX) * apart;
      const y = atY + (number(marker, "y") - atY) * apart;
      marker.setAttribute("transform", `translate(${x} ${y}) scale(${unit})`);
      this.leaders.get(index)?.setAttribute("d", `M${atX} ${atY}L${x} ${y}`);
    });
    this.furniture?.setAttribute("transform", `translate(${left + 14 * unit} ${top + height - 14 * unit}) scale(${unit})`);
    if (!this.scale) return;
    const metresPerPixel = (number(this.scale, "metres") / number(this.scale, "length")) * unit;
    const metres = roundDistance(metresPerPixel * SCALE_PIXELS);
    this.scale.setAttribute("d", `M1 -16V-10H${metres / metresPerPixel - 1}V-16`);
    this.svg.querySelector("[data-scale-text]").textContent = distanceWords(metres);
  }

  zoomBy(factor, at) {
    const box = this.figure.getBoundingClientRect();
    const offset = at ? { x: at.x - box.left - box.width / 2, y: at.y - box.top - box.height / 2 } : { x: 0, y: 0 };
    const before = this.unit;
    this.zoom = Math.min(MAX_ZOOM, Math.max(1 / 3, this.zoom * factor));
    const after = this.unit;
    this.centre.x += offset.x * (before - after);
    this.centre.y += offset.y * (before - after);
    this.paint();
    this.moved();
  }

  panBy(x, y) {
    this.centre.x -= x * this.unit;
    this.centre.y -= y * this.unit;
    this.paint();
    this.moved();
  }

  spread() {
    const [first, second] = [...this.pointers.values()];
    return Math.hypot(first.x - second.x, first.y - second.y);
  }

  listen() {
    this.figure.addEventListener("click", (event) => {
      const action = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (action === "in") this.zoomBy(BUTTON_STEP);
      if (action === "out") this.zoomBy(1 / BUTTON_STEP);
      if (action === "fit") this.fit();
    });
    this.figure.addEventListener("keydown", (event) => {
      const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.panBy(way[0] * ARROW_STEP * this.figure.clientWidth, way[1] * ARROW_STEP * this.figure.clientHeight);
    });
    // Beside a plan the wheel belongs to the map; in the middle of a page it scrolls, unless Ctrl says otherwise.
    this.figure.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !this.figure.closest("[data-map-pane]")) return;
        event.preventDefault();
        this.zoomBy(WHEEL_STEP ** -event.deltaY, { x: event.clientX, y: event.clientY });
      },
      { passive: false },
    );
    this.svg.addEventListener("pointerdown", (event) => {
      cancelAnimationFrame(this.gliding);
      this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.dragged = 0;
    });
    window.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, (event) => {
        this.pointers.delete(event.pointerId);
        this.svg.classList.remove("is-dragged");
      });
    }
    // A drag that ends on a marker is not a click on it; a link is not to be dragged as a link.
    this.svg.addEventListener("click", (event) => {
      if (this.dragged > 6) event.preventDefault();
    });
    this.svg.addEventListener("dragstart", (event) => event.preventDefault());
    let wasShown = Boolean(this.figure.clientWidth);
    new ResizeObserver(() => {
      const isShown = Boolean(this.figure.clientWidth);
      if (isShown && !wasShown) this.look(this.viewOf(this.day ?? 0));
      else this.paint();
      wasShown = isShown;
    }).observe(this.figure);
  }

  drag(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const spread = this.pointers.size === 2 ? this.spread() : 0;
    const now = { x: event.clientX, y: event.clientY };
    this.pointers.set(event.pointerId, now);
    this.dragged += Math.hypot(now.x - before.x, now.y - before.y);
    this.svg.classList.add("is-dragged");
    if (spread) this.zoomBy(this.spread() / spread, now);
    else this.panBy(now.x - before.x, now.y - before.y);
  }
}
