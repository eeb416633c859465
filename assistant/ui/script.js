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

  // open a code's page from wherever it is shown: type it into the box and press the button, as a user would
  async function openCode(code) {
    document.getElementById("cc-tab-code-button")?.click();
    const field = (id) => document.querySelector(`#${id} textarea, #${id} input`);
    const pause = (ms) => new Promise((go) => setTimeout(go, ms));
    // a tab is built when it is first opened, and its boxes are emptied once more while it is
    for (let tries = 0; tries < 50; tries += 1) {
      await pause(60);
      if (!field("cc-code-other")) continue;
      if (field("cc-code-box").value === code && field("cc-code-other").value === "") break;
      for (const [id, text] of [["cc-code-box", code], ["cc-code-other", ""]]) {
        field(id).value = text;
        field(id).dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    document.getElementById("cc-code-go")?.click();
    scrollTo({ top: 0 });
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
    const code = event.target.closest(".cc-open");
    if (code) openCode(code.dataset.code);
    if (event.target.closest(".cc-print")) window.print();
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
