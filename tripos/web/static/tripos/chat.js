// An answer that arrives piece by piece. The server sends named events, each with JSON data:
//   step      {html, id?}    a line of the trail; the same id again replaces it
//   delta     {text} | {html} text is added to what was said; html replaces all of it
//   proposal  {html}         a card
//   question  {html}         a card
//   done      {html?, suggestions_html?, is_more?}   the finished text; is_more: another message is answered next
//   error     {text, is_more?}
// EventSource itself reconnects and says with Last-Event-ID where it was; the server goes on from there.
// All html comes from our own templates. Without this file the page reloads until the answer stands.

const GIVE_UP_SECONDS = 45;
const AGAIN_SECONDS = 2;
const NEAR_THE_END_PIXELS = 160;
const TOP_GAP_PIXELS = 16;

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function scrollerOf(element) {
  for (let node = element.parentElement; node; node = node.parentElement) {
    const { overflowY } = getComputedStyle(node);
    if ((overflowY === "auto" || overflowY === "scroll") && node.scrollHeight > node.clientHeight) return node;
  }
  return document.scrollingElement;
}

class LiveAnswer {
  constructor(live) {
    this.live = live;
    this.text = live.querySelector("[data-live-text]");
    this.steps = live.querySelector("[data-live-steps]");
    this.trail = live.querySelector("[data-live-trail]");
    this.cards = live.querySelector("[data-live-cards]");
    this.state = live.querySelector("[data-live-state]");
    this.lostAt = null;
    this.wasOpen = false;
    live.querySelector("[data-stop]")?.addEventListener("submit", (event) => this.stop(event));
    this.connect();
    this.follow();
  }

  connect() {
    this.source = new EventSource(this.live.dataset.eventsUrl);
    this.source.addEventListener("open", () => {
      this.lostAt = null;
      this.wasOpen = true;
    });
    const on = (name, action) => {
      this.source.addEventListener(name, (event) => {
        // Another conversation came in its place.
        if (!this.live.isConnected) {
          this.source.close();
          return;
        }
        // The browser's own "error" (a lost connection) carries no data.
        if (typeof event.data !== "string") return;
        const wasNear = this.isNearTheEnd();
        action(JSON.parse(event.data));
        if (wasNear) this.follow();
      });
    };
    on("step", (data) => this.step(data));
    on("delta", (data) => this.delta(data));
    on("proposal", (data) => this.card(data));
    on("question", (data) => this.card(data));
    on("done", (data) => this.done(data));
    on("error", (data) => {
      this.fail(data.text);
      if (data.is_more) this.goOn();
    });
    this.source.addEventListener("error", (event) => {
      if (typeof event.data !== "string") this.lost();
    });
  }

  isNearTheEnd() {
    const scroller = scrollerOf(this.live);
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_THE_END_PIXELS;
  }

  // Go along with the words until the answer's first line reaches the top: it is read from there.
  follow() {
    const scroller = scrollerOf(this.live);
    const isPage = scroller === document.scrollingElement;
    const edge = isPage
      ? (document.querySelector(".site-header")?.getBoundingClientRect().bottom ?? 0)
      : scroller.getBoundingClientRect().top;
    const toTheTop = this.live.getBoundingClientRect().top - edge - TOP_GAP_PIXELS;
    const toTheEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    scroller.scrollTop += Math.max(0, Math.min(toTheTop, toTheEnd));
  }

  insert(parent, html) {
    const nodes = [...fragment(html).childNodes];
    parent.append(...nodes);
    for (const node of nodes) {
      if (node instanceof Element) window.htmx?.process(node);
    }
  }

  step({ html, text, id }) {
    this.trail.hidden = false;
    const old = id ? this.steps.querySelector(`[data-step="${CSS.escape(id)}"]`) : null;
    if (old && html) {
      old.replaceWith(fragment(html));
    } else if (html) {
      this.insert(this.steps, html);
    } else {
      const line = document.createElement("li");
      line.className = "step";
      line.textContent = text ?? "";
      this.steps.append(line);
    }
  }

  delta({ html, text }) {
    if (html === undefined) this.text.append(text ?? "");
    else this.text.replaceChildren(fragment(html));
  }

  card({ html }) {
    this.insert(this.cards, html);
  }

  done({ html, suggestions_html: suggestions, is_more: isMore }) {
    this.source.close();
    if (html !== undefined) this.text.replaceChildren(fragment(html));
    this.text.setAttribute("aria-busy", "false");
    this.state.hidden = true;
    this.trail.open = false;
    const title = this.trail.querySelector("[data-live-trail-title]");
    if (title) title.textContent = title.dataset.doneTitle;
    const slot = document.querySelector("[data-chat-suggestions]");
    if (slot && suggestions !== undefined) {
      slot.replaceChildren();
      this.insert(slot, suggestions);
    }
    this.live.dispatchEvent(new CustomEvent("chat:done", { bubbles: true }));
    if (isMore) this.goOn();
  }

  // Another message is answered next: the page shows that, or whoever holds the conversation.
  goOn() {
    const more = new CustomEvent("chat:more", { bubbles: true, cancelable: true });
    if (this.live.dispatchEvent(more)) window.location.reload();
  }

  fail(words) {
    this.source.close();
    this.text.setAttribute("aria-busy", "false");
    this.state.hidden = true;
    this.live.querySelector("[data-live-error-text]").textContent = words ?? "";
    this.live.querySelector("[data-live-error]").hidden = false;
  }

  // A server that starts again refuses for some seconds, and the browser may give up at once: ask again for a while.
  // A new source is told everything from the start; what it repeats replaces what stands.
  lost() {
    const now = Date.now();
    this.lostAt ??= now;
    const isClosed = this.source.readyState === EventSource.CLOSED;
    if ((isClosed && !this.wasOpen) || now - this.lostAt > GIVE_UP_SECONDS * 1000) {
      this.fail(this.live.closest("[data-chat]")?.dataset.lostLabel);
    } else if (isClosed) {
      setTimeout(() => {
        this.cards.replaceChildren();
        this.connect();
      }, AGAIN_SECONDS * 1000);
    }
  }

  async stop(event) {
    event.preventDefault();
    const form = event.target;
    form.querySelector("button").disabled = true;
    // The stream then ends by itself with "done"; without a connection the plain form does it.
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.status >= 400) form.submit();
    } catch {
      form.submit();
    }
  }
}

function start() {
  for (const live of document.querySelectorAll("[data-live][data-events-url]:not([data-started])")) {
    live.dataset.started = "";
    document.querySelector("[data-chat-empty]")?.remove();
    new LiveAnswer(live);
  }
}

document.addEventListener("htmx:afterRequest", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (!composer || !event.detail.successful) return;
  composer.reset();
});

document.addEventListener("htmx:load", start);
start();

// Open at the newest message, not at the oldest.
const log = document.querySelector("[data-chat-log] > :last-child");
if (log && !document.querySelector("[data-started]") && !window.location.hash) log.scrollIntoView({ block: "end" });
