// Markers, copying and the dark switch: the page works on what is already there and asks the server nothing.
(() => {
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  function showPassage(turn, n) {
    document.querySelectorAll(".cc-evidence").forEach((section) => {
      section.hidden = section.dataset.turn !== turn;
    });
    document.querySelectorAll(".cc-citation.cc-active").forEach((card) => card.classList.remove("cc-active"));
    const card = document.getElementById(`cite-${turn}-${n}`);
    if (!card) return;
    card.classList.add("cc-active");
    card.scrollIntoView({ behavior: still() ? "auto" : "smooth", block: "nearest" });
    card.focus({ preventScroll: true });
  }

  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    if (button) {
      const before = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = before; }, 1200);
    }
  }

  function setDark(on) {
    document.body.classList.toggle("dark", on);
    try { localStorage.setItem("codecite-dark", on ? "1" : "0"); } catch { /* private window */ }
  }

  window.codecite = {
    toggleDark: () => setDark(!document.body.classList.contains("dark")),
    copyAnswer: () => {
      const all = document.querySelectorAll("template.cc-copy");
      if (all.length) copy(all[all.length - 1].content.textContent, document.querySelector("#cc-copy-answer"));
    },
  };

  document.addEventListener("click", (event) => {
    const marker = event.target.closest(".cc-marker");
    if (marker) showPassage(marker.dataset.turn, marker.dataset.n);
    const button = event.target.closest(".cc-copy-code");
    if (button) copy(button.dataset.copy, button);
  });

  function begin() {
    let held = null;
    try { held = localStorage.getItem("codecite-dark"); } catch { /* private window */ }
    if (held !== null) {
      setDark(held === "1");
      // Gradio sets the class from the system's setting once more when it has loaded
      const keep = new MutationObserver(() => {
        const wanted = localStorage.getItem("codecite-dark") === "1";
        if (document.body.classList.contains("dark") !== wanted) document.body.classList.toggle("dark", wanted);
      });
      keep.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    }
    // keep the newest exchange in view: when it is asked, and again when its answer has made the page longer
    let seen = "";
    new MutationObserver(() => {
      const turns = document.querySelectorAll(".cc-turn");
      const now = `${turns.length} ${document.querySelectorAll(".cc-answer").length}`;
      if (now !== seen && turns.length > 1) {
        turns[turns.length - 1].scrollIntoView({ behavior: still() ? "auto" : "smooth", block: "start" });
      }
      seen = now;
    }).observe(document.body, { childList: true, subtree: true });
  }

  // Gradio may add this script after the page has loaded
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
