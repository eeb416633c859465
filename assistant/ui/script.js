// What the page does by itself: markers, copying, the dark switch, and handing clicks to the chat.
(() => {
  if (window.codecite) return;  // Gradio may add the head twice
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const field = (id) => document.querySelector(`#${id} textarea, #${id} input`);

  function type(id, text) {
    const box = field(id);
    if (!box) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // ---- evidence
  let came = null;
  function back() {
    const marker = came?.isConnected ? came : document.querySelector(".cc-turn:last-child .cc-text .cc-marker");
    marker?.scrollIntoView({ behavior: still() ? "auto" : "smooth", block: "center" });
    marker?.focus({ preventScroll: true });
  }

  function showPassage(turn, n, follow) {
    document.querySelectorAll(".cc-evidence").forEach((section) => { section.hidden = section.dataset.turn !== turn; });
    document.querySelectorAll(".cc-citation.cc-active").forEach((card) => card.classList.remove("cc-active"));
    const card = document.getElementById(`cite-${turn}-${n}`);
    if (!card) return;
    card.classList.add("cc-active");
    if (follow || innerWidth >= 900) card.scrollIntoView({ behavior: still() ? "auto" : "smooth", block: "nearest" });
    if (follow) card.focus({ preventScroll: true });
  }

  // ---- copying
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
    if (!button || button.dataset.before) return;
    button.dataset.before = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = button.dataset.before; delete button.dataset.before; }, 1200);
  }

  function setDark(on) {
    document.body.classList.toggle("dark", on);
    try { localStorage.setItem("codecite-dark", on ? "1" : "0"); } catch { /* private window */ }
  }

  // ---- the server
  // other sites cannot send this content type without being asked first, and the guard refuses them
  async function send(method, path, body) {
    const answer = await fetch(path, {
      method, headers: { "Content-Type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      throw new Error(told.error || "The server did not carry this out: try it again.");
    }
    return answer;
  }

  function tell(sentence) {
    let region = document.getElementById("cc-status");
    if (!region) {
      region = document.createElement("div");
      region.id = "cc-status";
      region.className = "cc-hidden";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = sentence;
  }

  // ---- the chat: write what is wanted where Gradio reads it, and press its button
  let commands = 0;
  async function chat(wanted) {
    showTab("ask");
    for (let tries = 0; tries < 50 && !field("cc-command"); tries += 1) await pause(60);
    commands += 1;
    type("cc-command", JSON.stringify({ ...wanted, count: commands }));
    await pause(30);
    document.getElementById("cc-carry-out")?.click();
  }

  // a tab that finds no room stands in Gradio's menu, by its name alone; while the page settles a click may be lost
  async function showTab(name) {
    const shown = () => document.getElementById(`cc-tab-${name}`);
    for (let tries = 0; tries < 40; tries += 1) {
      const tab = document.getElementById(`cc-tab-${name}-button`);
      if (tab?.getAttribute("aria-selected") === "true" && (!shown() || shown().offsetParent)) return;
      // Gradio also keeps copies of all tabs to measure them, before the menu
      const menu = [...document.querySelectorAll("#cc-tabs button")].reverse().find((button) =>
        !button.closest(".tabitem") && button.textContent.trim().split(" ")[0].toLowerCase() === name);
      (tab || menu)?.click();
      await pause(50);
    }
  }

  // open a code's page from wherever it is shown: type it into the box and press the button, as a user would
  async function openCode(code, other = "") {
    showTab("code");
    // a tab is built when it is first opened, and its boxes are emptied once more while it is
    for (let tries = 0; tries < 50; tries += 1) {
      await pause(60);
      if (!field("cc-code-other")) continue;
      if (field("cc-code-box").value === code && field("cc-code-other").value === other) break;
      type("cc-code-box", code);
      type("cc-code-other", other);
    }
    document.getElementById("cc-code-go")?.click();
    scrollTo({ top: 0 });
  }

  // ---- clicks
  const does = {
    back,
    ask: (of) => chat({ do: "ask", text: of.dataset.text }),
    retry: () => chat({ do: "retry" }),
    beside: (of) => chat({ do: "beside", turn: Number(of.dataset.turn), writer: of.dataset.writer }),
    choose: (of) => chat({ do: "choose", turn: Number(of.dataset.turn), beside: of.dataset.beside }),
    new: () => { history.pushState(null, "", "/"); chat({ do: "new" }); },
    edit: (of) => { chat({ do: "edit", turn: Number(of.dataset.turn) }); setTimeout(() => field("cc-question")?.focus(), 400); },
    gather: (of) => {
      const box = field("cc-question");
      type("cc-question", [box.value.trim(), of.dataset.text].filter(Boolean).join(", "));
      box.focus();
    },
    copy: (of) => copy(of.closest(".cc-answer").querySelector("template.cc-copy").content.textContent, of),
    right: (of) => judge(of.closest(".cc-judge"), { kind: "right" }),
  };

  async function judge(about, said) {
    try {
      await send("POST", "/ui/feedback", { turn: about.dataset.id, ...said });
      about.innerHTML = '<span class="cc-meta cc-said">Thank you, it is noted for review.</span>';
    } catch (error) {
      let told = about.querySelector(".cc-notice");
      if (!told) { told = document.createElement("p"); told.className = "cc-notice"; told.setAttribute("role", "alert"); about.append(told); }
      told.textContent = error.message;
    }
  }

  document.addEventListener("click", (event) => {
    const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.button);
    const marker = event.target.closest(".cc-marker");
    if (marker) { came = marker; showPassage(marker.dataset.turn, marker.dataset.n, true); }
    const button = event.target.closest(".cc-copy-code");
    if (button) copy(button.dataset.copy, button);
    const code = event.target.closest(".cc-open");
    if (code && plain) { event.preventDefault(); window.codecite.go(`/code/${encodeURIComponent(code.dataset.code)}`); }
    const doing = event.target.closest("[data-do]");
    if (doing && plain && does[doing.dataset.do]) { event.preventDefault(); does[doing.dataset.do](doing); }
    if (event.target.closest("#cc-new")) history.pushState(null, "", "/");
    if (event.target.closest(".cc-print")) window.print();
    document.querySelectorAll(".cc-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.(".cc-citation")) back();
  });
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const marker = event.target.closest?.(".cc-marker");
      if (marker) showPassage(marker.dataset.turn, marker.dataset.n, false);
    });
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".cc-feedback")) return;
    event.preventDefault();
    judge(event.target.closest(".cc-judge"), Object.fromEntries(new FormData(event.target)));
  });

  window.codecite = {
    does, send, tell, chat, showTab, openCode, pause, type, field,
    toggleDark: () => setDark(!document.body.classList.contains("dark")),
  };

  function keepDark() {
    let held = null;
    try { held = localStorage.getItem("codecite-dark"); } catch { /* private window */ }
    if (held !== null) setDark(held === "1");
    // Gradio sets the class from the system's setting once more when it has loaded
    new MutationObserver(() => {
      let wanted = null;
      try { wanted = localStorage.getItem("codecite-dark"); } catch { /* private window */ }
      if (wanted !== null && document.body.classList.contains("dark") !== (wanted === "1")) {
        document.body.classList.toggle("dark", wanted === "1");
      }
    }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  // keep the newest exchange in view, tell a screen reader what it says, and the address which conversation it is
  function follow() {
    let seen = "";
    let told = "";
    new MutationObserver(() => {
      const turns = document.querySelectorAll(".cc-turn");
      const answers = document.querySelectorAll(".cc-answer");
      const id = document.querySelector(".cc-thread")?.dataset.conversation || "";
      const now = `${id} ${turns.length} ${answers.length}`;
      if (now === seen) {
        const step = document.querySelector(".cc-live li:last-child")?.firstChild?.textContent || "";
        if (step && step !== told) { told = step; tell(step); }
        return;
      }
      if (turns.length > 1) {
        turns[turns.length - 1].scrollIntoView({ behavior: still() ? "auto" : "smooth", block: "start" });
      }
      if (answers.length) {
        const codes = [...answers[answers.length - 1].querySelectorAll(".cc-code")].map((code) => code.textContent);
        tell(codes.length ? `Answered: ${codes.join(", ")}` : "Answered without a code.");
      }
      seen = now;
      document.dispatchEvent(new CustomEvent("codecite:conversation", { detail: { id, answers: answers.length } }));
    }).observe(document.body, { childList: true, subtree: true });
  }

  function begin() { keepDark(); follow(); }
  // Gradio may add this script after the page has loaded
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
