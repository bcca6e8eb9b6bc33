// The map made lively: zoom and drag on the drawing; a tile map in its place where a tile address is set.
// The drawing is complete without this file.

const MAX_ZOOM = 40;
const SCALE_PIXELS = 96;
const WHEEL_STEP = 1.0016;
const BUTTON_STEP = 1.6;
const ARROW_STEP = 0.15;

function number(element, name) {
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

class Drawing {
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
    this.fit();
    this.listen();
  }

  fit() {
    this.zoom = 1;
    this.centre = { x: this.whole.width / 2, y: this.whole.height / 2 };
    this.paint();
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
    this.markers.forEach((marker, index) => {
      // Markers that were moved aside come home as the view grows.
      const [atX, atY] = [number(marker, "atX"), number(marker, "atY")];
      const x = atX + (number(marker, "x") - atX) / this.zoom;
      const y = atY + (number(marker, "y") - atY) / this.zoom;
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
  }

  panBy(x, y) {
    this.centre.x -= x * this.unit;
    this.centre.y -= y * this.unit;
    this.paint();
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
    new ResizeObserver(() => this.paint()).observe(this.figure);
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

// -- tiles

function load(element, attributes) {
  return new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement(element), attributes);
    node.addEventListener("load", resolve, { once: true });
    node.addEventListener("error", reject, { once: true });
    document.head.append(node);
  });
}

let leaflet;

function loadLeaflet(figure) {
  leaflet ??= Promise.all([
    load("link", { rel: "stylesheet", href: figure.dataset.leafletCss }),
    load("script", { src: figure.dataset.leaflet }),
  ]).then(() => window.L);
  return leaflet;
}

async function showTiles(figure) {
  const L = await loadLeaflet(figure);
  const markers = [...figure.querySelectorAll("[data-marker]")];
  const routes = [...figure.querySelectorAll("[data-points]")];
  const pane = document.createElement("div");
  pane.className = "map__tiles";
  figure.append(pane);
  const map = L.map(pane, { scrollWheelZoom: Boolean(figure.closest("[data-map-pane]")) });
  L.tileLayer(figure.dataset.tileUrl, {
    attribution: figure.dataset.tileAttribution,
    maxZoom: 19,
    // Tile servers want to know which site asks; the site's own policy sends nothing to strangers.
    referrerPolicy: "origin",
  }).addTo(map);
  const seen = [];
  for (const route of routes) {
    const points = route.dataset.points.split(" ").map((pair) => pair.split(",").map(Number));
    seen.push(...points);
    L.polyline(points, { className: `map__tile-route ${route.classList[1] ?? ""}`, weight: 4 }).addTo(map);
  }
  for (const marker of markers) {
    const at = [number(marker, "lat"), number(marker, "lon")];
    seen.push(at);
    const words = document.createElement("span");
    words.textContent = marker.dataset.label;
    const day = [...marker.classList].find((name) => name.startsWith("day-")) ?? "";
    const width = Math.max(26, 14 + 7 * marker.dataset.label.length);
    const icon = L.divIcon({ className: `map__pin ${day}`, html: words, iconSize: [width, 26] });
    const title = marker.getAttribute("aria-label");
    const pin = L.marker(at, { icon, title, alt: title, riseOnHover: true }).addTo(map);
    const href = marker.getAttribute("href");
    if (href) pin.on("click keypress", () => window.location.assign(href));
  }
  if (seen.length) map.fitBounds(seen, { padding: [36, 36], maxZoom: 16 });
  else map.setView([60.17, 24.94], 4);
  figure.querySelector(".map__drawing").setAttribute("hidden", "");
  figure.querySelector(".map__buttons")?.remove();
  new ResizeObserver(() => map.invalidateSize()).observe(figure);
}

// -- the plan and its map point at each other

// A stop's marker leads to its anchor in the page, a place's to the place's own page.
function markersOf(entry) {
  if (entry?.dataset.marks) return document.querySelectorAll(`[data-marker][href="${CSS.escape(entry.dataset.marks)}"]`);
  return entry?.id ? document.querySelectorAll(`[data-marker][href$="#${CSS.escape(entry.id)}"]`) : [];
}

function light(entry, isLit) {
  for (const marker of markersOf(entry)) {
    marker.classList.toggle("is-lit", isLit);
    if (isLit) marker.parentNode.append(marker);
  }
}

function listenToStops() {
  const stopOf = (event) => (event.target instanceof Element ? event.target.closest("[data-stop], [data-marks]") : null);
  for (const [name, isLit] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => light(stopOf(event), isLit));
  }
}

function start(scope) {
  for (const figure of scope.querySelectorAll("[data-map]:not([data-started])")) {
    figure.dataset.started = "";
    const drawing = new Drawing(figure);
    if (figure.dataset.tileUrl) showTiles(figure).catch(() => drawing.fit());
  }
}

start(document);
listenToStops();
document.addEventListener("htmx:load", (event) => start(event.target.parentElement ?? document));
