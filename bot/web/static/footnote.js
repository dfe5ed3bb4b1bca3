// The chat without this script is whole; with it, answers come into the page as they are found.
"use strict";

(() => {
  const log = document.getElementById("log");
  const compose = document.getElementById("compose");
  if (!log) return;

  const only = log.dataset.only;
  const shared = "shared" in log.dataset;
  let version = Number(log.dataset.version) || 0;
  let source = null;
  let asked = ""; // the turn that was sent last, until its answer is in view

  const fresh = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");

  const place = (html) => {
    const made = document.createElement("template");
    made.innerHTML = html; // escaped by the server; the page's policy runs no script in it
    const turn = made.content.firstElementChild;
    if (!turn || !turn.classList.contains("turn")) return null;
    const known = document.getElementById(turn.id);
    if (!known && only && !turn.classList.contains(only)) return turn;
    if (known && Number(known.dataset.version) > Number(turn.dataset.version)) return known;
    version = Math.max(version, Number(turn.dataset.version));
    if (known) {
      const open = known.contains(document.activeElement) && document.activeElement.name;
      const typed = open && document.activeElement.value;
      known.replaceWith(turn);
      const again = open && turn.querySelector(`[name="${open}"]`);
      if (again && again.type === "text") {
        again.focus();
        again.value = typed;
      }
    } else {
      log.append(turn);
    }
    document.querySelector(".welcome")?.remove();
    return turn;
  };

  const watch = () => {
    const pending = log.querySelector(".turn.pending, .turn.admin"); // builds report after their turn is done
    if (!(pending || shared)) {
      source?.close();
      source = null;
    } else if (!source || source.readyState === EventSource.CLOSED) {
      source = new EventSource(`${log.dataset.events}?after=${version}`);
      source.addEventListener("turn", (event) => {
        const turn = place(event.data);
        watch();
        if (turn && turn.id === asked && !turn.classList.contains("pending")) show(turn);
        if (only && turn && !turn.classList.contains("pending")) reports();
      });
    }
  };

  // On the administration page: what it reports, as it is after a change.
  const reports = async () => {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    fresh.querySelectorAll(".report").forEach((one, at) => document.querySelectorAll(".report")[at]?.replaceWith(one));
  };

  const show = (turn) => {
    asked = turn.classList.contains("pending") ? turn.id : "";
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    turn.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("live" in form.dataset)) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (form === compose && !data.get("text").trim() && (data.get("do") || "ask") !== "timeline") return;
    const upload = form.getAttribute("enctype") === "multipart/form-data";
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { "X-Footnote": "live" },
        body: upload ? data : new URLSearchParams(data),
      });
      const html = await answer.text();
      const turn = answer.ok && !answer.redirected && place(html);
      if (!turn) {
        const said = new DOMParser().parseFromString(html, "text/html").querySelector("main p, main h1");
        throw new Error(said ? said.textContent : "The server did not answer; try again.");
      }
      if (form === compose) {
        form.reset();
        form.elements.id.value = fresh();
        if (form.querySelector("details")) form.querySelector("details").open = false;
      }
      if (form.elements.do || form.classList.contains("examples")) show(turn);
      if (form.classList.contains("task")) {
        form.reset();
        form.elements.id.value = fresh();
      }
      watch();
    } catch (error) {
      problem(form, error instanceof TypeError ? "The server cannot be reached; try again." : error.message);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });

  const problem = (form, text) => {
    document.querySelector("form .problem")?.remove();
    const line = document.createElement("p");
    line.className = "problem";
    line.setAttribute("role", "alert");
    line.textContent = text;
    form.prepend(line);
    setTimeout(() => line.remove(), 8000);
  };

  compose?.elements.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      compose.requestSubmit();
    }
  });

  watch();
})();
