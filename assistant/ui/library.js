// Files for the library: dropped or chosen, sent with progress, and told about while they are read.
(() => {
  if (window.codecite.does.takeout) return;  // Gradio may add the head twice
  const { does, send, go, pause } = window.codecite;

  function told(html, text = "") {
    const place = document.getElementById("cc-upload-told");
    if (!place) return;
    place.innerHTML = html;
    const line = place.querySelector("[data-text]");
    if (line) line.textContent = text;
  }

  const bar = (percent) => `<progress max="100" value="${percent}"></progress> <span data-text></span>`;

  function upload(files) {
    const form = new FormData();
    for (const file of files) form.append("files", file);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => told(bar((event.loaded / event.total) * 100), "Sending");
    request.onload = () => {
      if (request.status === 202) follow();
      else told('<p class="cc-notice" data-text role="alert"></p>', JSON.parse(request.responseText || "{}").error || "The files were not taken in: try them one by one.");
    };
    request.onerror = () => told('<p class="cc-notice" data-text role="alert"></p>', "The server does not answer: is CodeCite still running?");
    request.open("POST", `/ui/library/add?everybody=${Boolean(document.getElementById("cc-upload-all")?.checked)}`);
    request.send(form);
  }

  async function follow() {
    for (;;) {
      const now = await (await fetch("/ui/library/loading")).json();
      if (now.done) {
        go("/library");
        for (let tries = 0; tries < 50 && document.querySelector("#cc-upload-told progress"); tries += 1) await pause(60);
        await pause(150);
        const list = document.createElement("ul");
        for (const [lines, kind] of [[now.lines, ""], [now.failed, "cc-notice"]]) {
          for (const line of lines) { const item = document.createElement("li"); item.className = kind; item.textContent = line; list.append(item); }
        }
        document.getElementById("cc-upload-told")?.replaceChildren(list);
        return;
      }
      told(bar(now.percent), `${now.stage} ${now.percent} %`);
      await pause(400);
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.id === "cc-upload-files" && event.target.files.length) upload(event.target.files);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("#cc-upload");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("cc-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) upload(event.dataTransfer.files);
    });
  }

  does.takeout = async (of) => {
    if (!of.dataset.sure) { of.dataset.sure = "1"; of.textContent = "Remove for good?"; return; }
    change("DELETE", `${encodeURIComponent(of.dataset.name)}?everybody=${Boolean(of.dataset.everybody)}`);
  };
  does.sharewithall = (of) => change("POST", `${encodeURIComponent(of.dataset.name)}/share`, { owner: of.dataset.owner });
  does.unshare = (of) => change("POST", `${encodeURIComponent(of.dataset.name)}/unshare`);

  async function change(method, what, body) {
    try { await send(method, `/ui/library/${what}`, body); } catch (error) { alert(error.message); }
    go("/library");
  }
})();
