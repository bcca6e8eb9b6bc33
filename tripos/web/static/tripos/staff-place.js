// The form of a place: a click on the map puts the point there; the hours show the way they are written.
// Without this file one types the coordinates and sees both ways.

const METRES_A_DEGREE = 111_319.49;
document.documentElement.classList.add("has-js");

function startPicker(section) {
  const svg = section.querySelector(".map__drawing");
  const anchor = svg?.querySelector("[data-marker]");
  const scale = svg?.querySelector("[data-scale]");
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => document.getElementById(`id_${name}`));
  if (!anchor || !scale || !latitude || !longitude) return;
  const told = section.querySelector("[data-place-picked]");
  const metresAUnit = Number(scale.dataset.metres) / Number(scale.dataset.length);
  const at = { x: Number(anchor.dataset.atX), y: Number(anchor.dataset.atY) };
  const from = { lat: Number(anchor.dataset.lat), lon: Number(anchor.dataset.lon) };
  const narrow = Math.cos((from.lat * Math.PI) / 180);
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  dot.dataset.picked = "";

  function show(lat, lon) {
    dot.setAttribute("cx", String(at.x + ((lon - from.lon) * METRES_A_DEGREE * narrow) / metresAUnit));
    dot.setAttribute("cy", String(at.y - ((lat - from.lat) * METRES_A_DEGREE) / metresAUnit));
    dot.setAttribute("r", String(7 / (svg.getScreenCTM()?.a || 1)));
    svg.append(dot);
  }

  svg.addEventListener("click", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const matrix = svg.getScreenCTM();
    if (!matrix) return;
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const lat = from.lat - ((spot.y - at.y) * metresAUnit) / METRES_A_DEGREE;
    const lon = from.lon + ((spot.x - at.x) * metresAUnit) / (METRES_A_DEGREE * narrow);
    latitude.value = lat.toFixed(6);
    longitude.value = lon.toFixed(6);
    told.textContent = `${latitude.value}, ${longitude.value}`;
    show(lat, lon);
  });

  for (const input of [latitude, longitude]) {
    input.addEventListener("change", () => {
      const [lat, lon] = [Number(latitude.value), Number(longitude.value)];
      if (latitude.value && longitude.value && Number.isFinite(lat + lon)) show(lat, lon);
    });
  }
}

function startHours() {
  const choices = [...document.querySelectorAll('input[name="hours_as"]')];
  if (!choices.length) return;
  const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "public_holidays"];
  const rows = { table: days.map((day) => `.field-${day}`), syntax: [".field-hours_syntax"] };
  const update = () => {
    const chosen = choices.find((choice) => choice.checked)?.value ?? "table";
    for (const [way, selectors] of Object.entries(rows)) {
      for (const selector of selectors) document.querySelector(selector)?.toggleAttribute("hidden", way !== chosen);
    }
  };
  for (const choice of choices) choice.addEventListener("change", update);
  update();
}

for (const section of document.querySelectorAll("[data-place-picker]")) startPicker(section);
startHours();
