// The pages with leaflets and clinics to choose from: covers that fail stay blank; a search.

for (const cover of document.querySelectorAll("[data-cover]")) {
  const fail = () => {
    const blank = document.createElement("div");
    blank.className = cover.className;
    blank.style.aspectRatio = `${cover.getAttribute("width")} / ${cover.getAttribute("height")}`;
    cover.replaceWith(blank);
  };
  if (cover.complete && !cover.naturalWidth && cover.currentSrc) fail();
  cover.addEventListener("error", fail);
}

const search = document.getElementById("search");
if (search) {
  const clinics = [...document.querySelectorAll("#clinics > li")];
  const found = document.getElementById("found");
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  const known = clinics.map((clinic) => plain(clinic.dataset.words));
  search.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    clinics.forEach((clinic, i) => {
      clinic.hidden = !words.every((word) => known[i].includes(word));
    });
    found.textContent = clinics.every((clinic) => clinic.hidden) ? found.dataset.none : "";
  });
}
