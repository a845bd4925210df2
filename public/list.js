// Pages with a list: arrow keys in menus, keyboard shortcuts, export progress, copying of app keys. The module also starts the
// application and falls back to the page without it if the start fails.
const find = (selector) => document.querySelector(selector);
const state = document.documentElement.dataset;
if ("plain" in state) state.live = "";
const hydrated = () => "hydrated" in state;
const live = () => hydrated() || "live" in state;

// Hash of the page's structure, as in `web/shape.rs`. Nodes added by an extension or a proxy would make hydration bind wrong elements.
const shape = (page) => {
  let hash = 0x811c9dc5;
  const add = (name) => {
    for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(), 0x01000193);
  };
  const walk = (parent) => {
    for (const node of parent.childNodes) {
      add(node.localName ?? node.nodeName);
      walk(node);
      add("/");
    }
  };
  walk(page);
  return hash >>> 0;
};

// Starts the application. `data-hydrated` on the document tells test and automation tools that the page is live.
export const start = async (script, wasm, texts) => {
  let unchanged = false;
  try {
    if (sessionStorage.stopped > Date.now() - 600000) return stop(false);
    const textsRequest = fetch(texts);
    const application = await import(script);
    await application.default({ module_or_path: wasm });
    const answer = await textsRequest;
    if (!answer.ok) throw answer;
    const messages = await answer.text();
    const page = find("#app");
    unchanged = page.dataset.shape == shape(page);
    if (!unchanged || !application.hydrate(messages)) return stop(false);
    state.hydrated = "";
  } catch (error) {
    console.info(error);
    stop(unchanged);
  }
};

// Without the application all links and forms work. A broken application must not interfere, so events are hidden from it. The
// page is reloaded, because its content may be incomplete, and the application does not start again in this tab for ten minutes.
// A dialog with its own address is not reloaded: it can hold a one-time link or input, and the browser can submit its form.
let broken = false;
// `mayBeIncomplete`: the application began to run, so it may have changed the page.
const stop = (mayBeIncomplete) => {
  if ("stopped" in state) return;
  broken = mayBeIncomplete;
  delete state.hydrated;
  state.stopped = address();
  const dialog = find(".veil h2");
  if (mayBeIncomplete) {
    try {
      sessionStorage.stopped = Date.now();
      if (!dialog || !/generated\/./.test(location.pathname)) return location.reload();
    } catch {
      // Without session storage the page would reload in a loop.
    }
    for (const button of document.querySelectorAll(".veil button")) button.disabled = false;
  }
  const line = find("#stopped");
  if (dialog) dialog.after(line);
  else find("#main")?.prepend(line);
  line.hidden = false;
  line.querySelector("button").onclick = () => {
    sessionStorage.removeItem("stopped");
    location.reload();
  };
};
for (const kind of ["click", "submit", "keydown", "input", "change", "focus", "pointerdown"]) {
  const hide = (event) => broken && !event.target.closest?.("#stopped") && event.stopImmediatePropagation();
  addEventListener(kind, hide, true);
}
// Without the application nothing handles the browser's history, so its entries are loaded from the server.
const address = () => location.pathname + location.search;
addEventListener("popstate", (event) => {
  if (!("stopped" in state)) return;
  event.stopImmediatePropagation();
  if (address() !== state.stopped) location.reload();
}, true);
// If an extension removed nodes of the page, opening a dialog's address has no effect. Then the application stops.
addEventListener("click", () => setTimeout(() => {
  if (hydrated() && /generated\/./.test(location.pathname) && !find(".veil")) stop(true);
}, 1000));
const failed = (error) => {
  if (hydrated() && (error instanceof WebAssembly.RuntimeError || `${error?.stack}`.includes("/pkg/"))) stop(true);
};
addEventListener("error", (event) => failed(event.error));
addEventListener("unhandledrejection", (event) => failed(event.reason));

// Row menus. The browser opens and closes them.
const menu = () => find(".menu:popover-open");
addEventListener(
  "toggle",
  (event) => {
    if (event.newState !== "open" || !event.target.matches(".menu")) return;
    // The toggle event fires late; a key may already have moved the focus.
    if (!event.target.contains(document.activeElement)) event.target.querySelector("[role=menuitem]")?.focus();
  },
  true,
);
addEventListener("click", (event) => event.target.closest?.(".item:not([aria-disabled])")?.closest(".menu")?.hidePopover());

const moveInMenu = (event) => {
  const items = [...menu().querySelectorAll("[role=menuitem]")];
  const at = Math.max(0, items.indexOf(document.activeElement));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") menu().hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
};

// Export: the button shows progress until the file has arrived. On failure the browser loads the address, so that the server's
// error page gives the reason.
addEventListener("click", async (event) => {
  const button = event.target.closest?.("a[data-busy]");
  if (!button || !live()) return;
  event.preventDefault();
  if (button.ariaBusy) return;
  const label = button.querySelector("span");
  const idleText = label.textContent;
  const report = (text, busy) => {
    button.ariaBusy = button.ariaDisabled = busy;
    label.textContent = busy ? text : idleText;
    find("#export-state").textContent = text;
  };
  report(button.dataset.busy, "true");
  try {
    const answer = await fetch(button.href);
    if (!answer.ok || answer.redirected) throw answer;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = answer.headers.get("content-disposition").split('"')[1];
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    report(button.dataset.done, null);
  } catch {
    report("", null);
    location.href = button.href;
  }
});

// Copies an app key. The clipboard API needs https; `execCommand` is the fallback.
addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-clip]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.clip);
  } catch {
    getSelection().selectAllChildren(button.parentNode);
    if (!document.execCommand("copy")) return;
    getSelection().removeAllRanges();
  }
  const liveRegion = find("#export-state");
  liveRegion.textContent = liveRegion.dataset.copied;
  button.dataset.done = "";
  setTimeout(() => {
    liveRegion.textContent = "";
    delete button.dataset.done;
  }, 2000);
});

// The foot: opens the shortcut help, and updates the language links with the current address.
addEventListener("click", (event) => {
  if (event.target.id === "help") shortcuts["?"]();
  const link = event.target.closest?.(".languages a");
  if (!link) return;
  const target = new URL(location.href);
  target.searchParams.set("lang", link.lang);
  link.href = target.href;
});

// Keyboard shortcuts, outside of text fields and dialogs.
const shortcuts = { "/": () => find("#search")?.focus(), g: () => find("#generate-key")?.click(), "?": () => find("#shortcuts")?.showModal() };
addEventListener("keydown", (event) => {
  if (menu()) return moveInMenu(event);
  const button = event.target.closest?.("[aria-haspopup=menu]");
  if (button && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    return button.click();
  }
  const elsewhere = event.target.closest?.("input, textarea, select, dialog[open]") || find(".page[inert]");
  if (elsewhere || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !live()) return;
  if (!shortcuts[event.key]) return;
  event.preventDefault();
  shortcuts[event.key]();
});
