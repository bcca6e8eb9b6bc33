// The map made lively: zoom and drag on the drawing, one day alone, the plan and its map pointing at each other; a tile
// map in the drawing's place where a tile address is set. The drawing is complete without this file.
//
// Others ask for a day with the event "map:day" {day} on the document; 0 is the whole trip. "map:moved" comes from a
// figure when somebody looks elsewhere, and "map:edges" {answer} on it is answered with what is seen: south, west,
// north, east, or null.

import { Drawing, number } from "./map-drawing.js";

const drawn = new Map(); // what draws each figure
const left = new Map(); // how a map was seen before another came in its place, by the figure's id

const leadOf = (marker) => marker.dataset.leads ?? marker.getAttribute("href") ?? "";

// A stop's marker leads to its anchor in the page, a place's to the place's own page.
function markersOf(entry) {
  if (!entry) return [];
  const isOwn = (marker) => (entry.dataset.marks ? leadOf(marker) === entry.dataset.marks : leadOf(marker).endsWith(`#${entry.id}`));
  return entry.dataset.marks || entry.id ? [...document.querySelectorAll("[data-marker]")].filter(isOwn) : [];
}

function entryOf(marker) {
  const lead = leadOf(marker);
  if (lead.startsWith("#")) return document.getElementById(lead.slice(1));
  return lead ? document.querySelector(`[data-marks="${CSS.escape(lead)}"]`) : null;
}

function light(entry, isLit) {
  for (const marker of markersOf(entry)) {
    marker.classList.toggle("is-lit", isLit);
    if (isLit && marker instanceof SVGElement) marker.parentNode.append(marker);
  }
}

function choose(entry) {
  for (const one of document.querySelectorAll(".is-chosen")) one.classList.remove("is-chosen");
  entry.classList.add("is-chosen");
  for (const marker of markersOf(entry)) {
    const map = drawn.get(marker.closest("[data-map]"));
    marker.classList.add("is-chosen");
    if (!map?.figure.clientWidth) continue;
    if (map.day && number(marker, "day") && map.day !== number(marker, "day")) showDay(map, 0);
    map.reveal(marker);
  }
}

// On a map that lies over the list (a phone's), a marker says first what it is; the way to it is a second step.
function isPicked(figure, lead) {
  const card = figure.closest("[data-map-open]") && figure.querySelector("[data-map-picked]");
  const entry = card && lead.startsWith("#") ? document.getElementById(lead.slice(1)) : null;
  if (!entry) return false;
  choose(entry);
  card.querySelector("[data-picked-title]").textContent = entry.dataset.title ?? entry.querySelector("h3")?.textContent ?? "";
  const times = [...entry.querySelectorAll(".stop__arrive, .stop__leave")].map((one) => one.textContent.trim());
  card.querySelector("[data-picked-times]").textContent = times.join("–");
  card.querySelector("[data-picked-link]").setAttribute("href", lead);
  card.hidden = false;
  return true;
}

function showDay(map, day) {
  map.show(day);
  mark(map.figure, day);
}

function mark(figure, day) {
  for (const button of figure.querySelectorAll("[data-map-day]")) {
    button.setAttribute("aria-pressed", String(number(button, "mapDay") === day));
  }
}

function listenToPlan() {
  const part = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
  for (const [name, isLit] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      light(part(event, "[data-stop], [data-marks]"), isLit);
      const marker = part(event, "[data-marker]");
      if (marker) entryOf(marker)?.classList.toggle("is-lit", isLit);
    });
  }
  document.addEventListener("click", (event) => {
    const marker = part(event, "a[data-marker]");
    if (marker && !event.defaultPrevented) {
      if (isPicked(marker.closest("[data-map]"), leadOf(marker))) event.preventDefault();
      else if (entryOf(marker)) choose(entryOf(marker));
      return;
    }
    const button = part(event, "[data-map-day]");
    const figure = part(event, "[data-map]");
    if (button && drawn.has(figure)) showDay(drawn.get(figure), number(button, "mapDay"));
    const stop = part(event, "[data-stop]");
    if (stop && !part(event, "a, button, summary, input, select, textarea, label")) choose(stop);
  });
  document.addEventListener("map:edges", (event) => event.detail.answer(drawn.get(event.target)?.edges ?? null));
  document.addEventListener("map:day", (event) => {
    for (const map of drawn.values()) showDay(map, event.detail.day);
  });
}

function start(scope) {
  for (const [figure, map] of drawn) {
    if (figure.isConnected) continue;
    left.set(figure.id, map.view);
    drawn.delete(figure);
  }
  for (const figure of scope.querySelectorAll("[data-map]:not([data-started])")) {
    figure.dataset.started = "";
    const drawing = new Drawing(figure);
    const take = (map) => {
      drawn.set(figure, map);
      map.resume(left.get(figure.id));
      mark(figure, map.day ?? 0);
    };
    take(drawing);
    if (figure.dataset.tileUrl) {
      import("./map-tiles.js")
        .then(async ({ Tiles, loadLeaflet }) => take(new Tiles(figure, await loadLeaflet(figure), isPicked)))
        .catch(() => drawing.fit());
    }
  }
}

start(document);
listenToPlan();
document.addEventListener("htmx:load", (event) => start(event.target.parentElement ?? document));
