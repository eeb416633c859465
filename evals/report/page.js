"use strict";
const form = document.getElementById("filters");
const stratum = document.getElementById("stratum");
const state = document.getElementById("state");
const done = document.getElementById("done");
const split = document.getElementById("split");
const text = document.getElementById("text");
const shown = document.getElementById("shown");
const cases = [...document.querySelectorAll("details.case")].map(
  (element) => ({ element, words: element.textContent.toLowerCase() }));

// what the state filter calls a case: failed or right, and what its marks say of it
function states({ state: result, marks }) {
  return [result === "right" ? "right" : "failed", ...marks.split(" ")];
}

function fits(one, words) {
  const its = one.element.dataset;
  if (stratum.value && its.stratum !== stratum.value) return false;
  if (done.value && its.done !== done.value) return false;
  if (split.value && its.split !== split.value) return false;
  if (state.value && !states(its).includes(state.value)) return false;
  return words.every((word) => one.words.includes(word));
}

function filter() {
  const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const one of cases) {
    const fit = fits(one, words);
    one.element.hidden = !fit;
    count += fit;
  }
  shown.textContent = `${count} of ${cases.length}`;
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = target && target.closest("details.case");
  if (around) {
    around.hidden = false;
    around.open = true;
    target.scrollIntoView();
  }
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", filter);
window.addEventListener("hashchange", openTarget);
filter();
openTarget();
