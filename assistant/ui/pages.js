// Addresses: each tab and what it shows has one, so that it can be linked, reloaded and gone back to.
(() => {
  if (window.codecite.go) return;  // Gradio may add the head twice
  const { does, tell, showTab, openCode, pause, type, field } = window.codecite;
  const TABS = { ask: "/", code: "/code", claim: "/claim", browse: "/browse", library: "/library", evals: "/evals", feedback: "/feedback" };
  // the pages that are filled from the server, by the first part of their address
  const FILLED = { browse: "browse", article: "browse", document: "browse", search: "browse", library: "library", evals: "evals", feedback: "feedback" };
  let latest = 0;

  async function fill(tab) {
    const mine = latest += 1;
    showTab(tab);
    const find = () => document.querySelector(`.cc-filled[data-page="${tab}"]`);
    for (let tries = 0; tries < 100 && !find(); tries += 1) await pause(50);
    const page = find();
    if (!page) return;
    if (!page.innerHTML) page.innerHTML = '<p class="cc-hint" role="status">Loading…</p>';
    for (;;) {
      let answer;
      try { answer = await fetch(`/ui${location.pathname}${location.search}`); } catch { answer = null; }
      if (mine !== latest) return;
      if (answer?.ok) {
        const html = await answer.text();
        if (mine !== latest) return;
        page.innerHTML = html;
        const here = page.querySelector(".cc-here");
        if (here) { here.scrollIntoView({ block: "center" }); here.focus({ preventScroll: true }); }
        return;
      }
      const told = (await answer?.json().catch(() => null))?.error || "The server does not answer: is CodeCite still running?";
      const waiting = answer?.status === 425;
      const said = document.createElement(waiting ? "p" : "div");
      said.className = waiting ? "cc-hint" : "cc-state cc-error";
      said.setAttribute("role", waiting ? "status" : "alert");
      said.textContent = told;
      page.replaceChildren(said);
      if (!waiting) return;
      await pause(1000);
    }
  }

  // the tab that was clicked; those that find no room stand in Gradio's menu, by their name alone
  function tabOf(target) {
    const button = target.closest("#cc-tabs button");
    if (!button || button.closest(".tabitem")) return null;
    const named = button.id.match(/^cc-tab-(\w+)-button$/)?.[1] || button.textContent.trim().split(" ")[0].toLowerCase();
    return named in TABS ? named : null;
  }

  // show what the address names
  function visit() {
    const [first, one, other] = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    if (first === "code" && one) openCode(one);
    else if (first === "code") showTab("code");
    else if (first === "compare" && other) openCode(one, other);
    else if (first === "claim") showTab("claim");
    else if (FILLED[first]) {
      if (first === "search") keepSearch();
      fill(FILLED[first]);
    } else document.dispatchEvent(new CustomEvent("codecite:ask", { detail: { id: first === "c" ? one : "" } }));
  }

  function go(address) {
    if (address !== location.pathname + location.search) history.pushState(null, "", address);
    visit();
  }

  async function keepSearch() {
    for (let tries = 0; tries < 100 && !document.getElementById("cc-search-box"); tries += 1) await pause(50);
    const box = document.getElementById("cc-search-box");
    if (box && document.activeElement !== box) box.value = new URLSearchParams(location.search).get("q") || "";
  }

  document.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const link = event.target.closest(".cc-go");
    if (link) { event.preventDefault(); go(link.getAttribute("href")); scrollTo({ top: 0 }); return; }
    const name = event.isTrusted && tabOf(event.target);
    if (!name) return;
    const conversation = document.querySelector(".cc-thread")?.dataset.conversation;
    const address = name === "ask" && conversation ? `/c/${conversation}` : TABS[name];
    history.pushState(null, "", address);
    if (FILLED[name]) fill(name);
  });

  // as one types, but not a query a keypress; the address follows
  document.addEventListener("input", (event) => {
    if (event.target.id !== "cc-search-box") return;
    clearTimeout(keepSearch.soon);
    keepSearch.soon = setTimeout(() => {
      const words = event.target.value.trim();
      history.replaceState(null, "", words ? `/search?q=${encodeURIComponent(words)}` : "/browse");
      fill("browse");
    }, 250);
  });
  document.addEventListener("submit", (event) => { if (event.target.id === "cc-search") event.preventDefault(); });

  // what is looked up with the button gets its address too
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#cc-code-go") || !event.isTrusted) return;
    const [code, other] = ["cc-code-box", "cc-code-other"].map((id) => encodeURIComponent(field(id)?.value.trim() || ""));
    if (code) history.pushState(null, "", other ? `/compare/${code}/${other}` : `/code/${code}`);
  });

  does.about = async (of) => {
    history.pushState(null, "", "/");
    showTab("ask");
    await pause(100);
    const box = field("cc-question");
    type("cc-question", `${of.dataset.code}: `);
    box?.focus();
    tell(`Ask about ${of.dataset.code}`);
  };

  window.codecite.go = go;
  addEventListener("popstate", visit);
  async function begin() {
    for (let tries = 0; tries < 400 && !document.getElementById("cc-tab-ask-button"); tries += 1) await pause(25);
    visit();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
