// The list of conversations: filled from the server, searched while one types, and the address that names the one shown.
(() => {
  if (window.codecite.does.side) return;  // Gradio may add the head twice
  const { does, send, chat, tell, showTab } = window.codecite;
  const list = () => document.getElementById("cc-history-list");
  const search = () => document.getElementById("cc-history-search")?.value || "";
  let latest = 0;
  let shown = "";

  async function refresh(offset = 0) {
    const mine = latest += 1;
    try {
      const answer = await fetch(`/ui/history?q=${encodeURIComponent(search())}&offset=${offset}`);
      const html = await answer.text();
      // an answer that comes after a later one is not shown
      if (mine !== latest || !list()) return;
      if (!answer.ok) throw new Error();
      if (offset) { list().querySelector(".cc-more")?.remove(); list().insertAdjacentHTML("beforeend", html); }
      else list().innerHTML = html;
      mark();
    } catch {
      if (list()) list().innerHTML = '<p class="cc-notice" role="alert">The conversations cannot be listed: is CodeCite still running?</p>';
    }
  }

  function mark() {
    document.querySelectorAll(".cc-history-row").forEach((row) => {
      const here = row.dataset.id === shown;
      row.classList.toggle("cc-current", here);
      const link = row.querySelector(".cc-history-open");
      if (here) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    });
  }

  function openHere(id) {
    document.getElementById("cc-side").classList.remove("cc-side-shown");
    history.pushState(null, "", `/c/${id}`);
    chat({ do: "open", id });
  }

  async function change(work, said) {
    try { await work(); tell(said); } catch (error) { alert(error.message); }
    refresh();
  }

  Object.assign(does, {
    open: (of) => openHere(of.dataset.id),
    more: (of) => refresh(Number(of.dataset.offset)),
    pin: (of) => change(() => send("POST", `/ui/history/${of.dataset.id}/pin`, { pinned: Boolean(of.dataset.pinned) }), "Done"),
    share: async (of) => {
      const link = `${location.origin}/c/${of.dataset.id}`;
      await change(() => send("POST", `/ui/history/${of.dataset.id}/share`, { share: Boolean(of.dataset.share) }), "Done");
      if (of.dataset.share) prompt("Everybody with an account here can read it at:", link);
    },
    rename: (of) => {
      const row = of.closest(".cc-history-row");
      const form = document.createElement("form");
      form.className = "cc-rename";
      form.innerHTML = '<input aria-label="Title" maxlength="80"><button type="submit" class="cc-quiet">Save</button>';
      form.querySelector("input").value = of.dataset.title;
      row.replaceChildren(form);
      form.querySelector("input").focus();
      form.addEventListener("keydown", (event) => { if (event.key === "Escape") refresh(); });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        change(() => send("POST", `/ui/history/${of.dataset.id}/rename`, { title: form.querySelector("input").value }), "Renamed");
      });
    },
    delete: (of) => {
      if (!of.dataset.sure) {
        of.dataset.sure = "1";
        of.textContent = "Delete for good?";
        return;
      }
      change(() => send("DELETE", `/ui/history/${of.dataset.id}`), "Deleted");
      if (of.dataset.id === shown) does.new();
    },
    side: () => document.getElementById("cc-side").classList.toggle("cc-side-shown"),
  });

  // on a narrow page the list lies over the chat: a click beside it, or Escape, puts it away
  const putAway = () => document.getElementById("cc-side")?.classList.remove("cc-side-shown");
  document.addEventListener("click", (event) => { if (!event.target.closest("#cc-side, #cc-side-button")) putAway(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") putAway(); });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "cc-history-search") return;
    clearTimeout(refresh.soon);
    refresh.soon = setTimeout(refresh, 200);
  });

  // a new conversation gets its address with its first question; later answers put it at the top of the list
  document.addEventListener("codecite:conversation", (event) => {
    const { id } = event.detail;
    if (id && id !== shown && location.pathname !== `/c/${id}` && /^\/(c\/.*)?$/.test(location.pathname)) {
      history.replaceState(null, "", `/c/${id}`);
    }
    shown = id;
    refresh();
  });

  async function begin() {
    for (let tries = 0; tries < 200 && !list(); tries += 1) await window.codecite.pause(50);
    refresh();
    const answer = await fetch("/ui/me").catch(() => null);
    const me = document.getElementById("cc-me");
    if (answer?.ok && me) me.innerHTML = await answer.text();
  }

  // the address names a conversation, or none
  document.addEventListener("codecite:ask", (event) => {
    const { id } = event.detail;
    showTab("ask");
    if (id && id !== shown) chat({ do: "open", id });
    else if (!id && shown && location.pathname === "/") chat({ do: "new" });
  });

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
