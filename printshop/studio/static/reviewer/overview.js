// A leaflet that is opened is laid out first: say so.

import { brought, tell } from "/static/frame.js";

const texts = brought("reviewer-texts");

for (const link of document.querySelectorAll(".review-choice a")) {
  link.addEventListener("click", () => tell(texts.opening));
}
addEventListener("pageshow", () => tell("")); // also when people come back to it
