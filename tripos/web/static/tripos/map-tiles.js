// A tile map in a drawing's place, with the same markers and ways; loaded where a tile address is set. See map.js.

import { DAY_MARGIN, isStill, number } from "./map-drawing.js";

function load(element, attributes) {
  return new Promise((resolve, reject) => {
    const node = Object.assign(document.createElement(element), attributes);
    node.addEventListener("load", resolve, { once: true });
    node.addEventListener("error", reject, { once: true });
    document.head.append(node);
  });
}

let leaflet;

export function loadLeaflet(figure) {
  leaflet ??= Promise.all([
    load("link", { rel: "stylesheet", href: figure.dataset.leafletCss }),
    load("script", { src: figure.dataset.leaflet }),
  ]).then(() => window.L);
  return leaflet;
}

export class Tiles {
  // isPicked(figure, lead): what a pin does instead of leading there, if it does.
  constructor(figure, L, isPicked) {
    this.figure = figure;
    this.isPicked = isPicked;
    const pane = document.createElement("div");
    pane.className = "map__tiles";
    figure.append(pane);
    this.map = L.map(pane, { scrollWheelZoom: Boolean(figure.closest("[data-map-pane]")) });
    L.tileLayer(figure.dataset.tileUrl, {
      attribution: figure.dataset.tileAttribution,
      maxZoom: 19,
      // Tile servers want to know which site asks; the site's own policy sends nothing to strangers.
      referrerPolicy: "origin",
    }).addTo(this.map);
    this.parts = [...figure.querySelectorAll("[data-points]")].map((route) => this.line(L, route));
    for (const marker of figure.querySelectorAll("[data-marker]")) this.parts.push(this.pin(L, marker));
    this.show(0);
    const moved = () => figure.dispatchEvent(new CustomEvent("map:moved", { bubbles: true }));
    this.map.on("dragend", moved);
    pane.addEventListener("wheel", moved, { passive: true });
    pane.addEventListener("click", (event) => event.target.closest(".leaflet-control-zoom") && moved());
    figure.querySelector(".map__drawing").setAttribute("hidden", "");
    figure.querySelector(".map__buttons")?.remove();
    new ResizeObserver(() => {
      this.map.invalidateSize();
      if (!this.isFitted) this.show(this.day);
    }).observe(figure);
  }

  line(L, route) {
    const points = route.dataset.points.split(" ").map((pair) => pair.split(",").map(Number));
    const layer = L.polyline(points, { className: `map__tile-route ${route.classList[1] ?? ""}`, weight: 4 });
    return { day: number(route, "day"), points, layer };
  }

  pin(L, marker) {
    const at = [number(marker, "lat"), number(marker, "lon")];
    const words = document.createElement("span");
    words.textContent = marker.dataset.label;
    const day = [...marker.classList].find((name) => name.startsWith("day-")) ?? "";
    const width = Math.max(26, 14 + 7 * marker.dataset.label.length);
    const icon = L.divIcon({ className: `map__pin ${day}`, html: words, iconSize: [width, 26] });
    const title = marker.getAttribute("aria-label");
    const layer = L.marker(at, { icon, title, alt: title, riseOnHover: true });
    const href = marker.getAttribute("href") ?? "";
    layer.on("add", () => Object.assign(layer.getElement().dataset, { marker: "", leads: href, day: marker.dataset.day }));
    if (href) layer.on("click keypress", () => this.isPicked(this.figure, href) || window.location.assign(href));
    return { day: number(marker, "day"), points: [at], layer, href };
  }

  show(day) {
    this.day = day;
    const seen = [];
    for (const part of this.parts) {
      const isOn = !day || !part.day || part.day === day;
      if (isOn) part.layer.addTo(this.map);
      else part.layer.remove();
      if (isOn) seen.push(...part.points);
    }
    this.isFitted = Boolean(this.figure.clientWidth);
    const animate = !isStill();
    if (seen.length) this.map.fitBounds(seen, { padding: [36, 36], maxZoom: 16, animate });
    else this.map.setView([60.17, 24.94], 4);
  }

  reveal(marker) {
    const own = this.parts.find((part) => part.href && part.href === marker.dataset.leads);
    if (own) this.map.panInside(own.points[0], { padding: [DAY_MARGIN, DAY_MARGIN], animate: !isStill() });
  }

  // The edges of what is seen, in degrees: south, west, north, east; none where the whole world is.
  get edges() {
    const seen = this.map.getBounds();
    if (seen.getEast() - seen.getWest() >= 360) return null;
    const around = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
    const poles = (degrees) => Math.max(-90, Math.min(90, degrees));
    return [poles(seen.getSouth()), around(seen.getWest()), poles(seen.getNorth()), around(seen.getEast())];
  }

  get view() {
    return { day: this.day };
  }

  resume(view) {
    if (view?.day) this.show(view.day);
  }
}
