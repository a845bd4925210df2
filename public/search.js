// Search on plain pages with a list: updates the list while the user types. The list of generated keys has its own search in the
// application.
const find = (selector) => document.querySelector(selector);
const filters = "form[role=search]";
let asked = 0;
let slow;
const waiting = find("#waiting");
const away = find("#away");

// Requests the page and replaces all elements around the form, so that typing is not interrupted. If the server does not answer,
// the list stays, a line above it says so, and the request is repeated every five seconds.
const exchange = async (href) => {
  const mine = ++asked;
  clearTimeout(slow);
  slow = setTimeout(() => (waiting.hidden = false), 400);
  const answer = await fetch(href).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (mine !== asked) return;
  clearTimeout(slow);
  waiting.hidden = true;
  const page = new DOMParser().parseFromString(text ?? "", "text/html");
  const next = page.querySelector(filters);
  // If the list is not available any more, such as after the session has ended, the server's page gives the reason.
  const gone = [401, 403, 404].includes(answer?.status) || page.querySelector("[name=password]");
  away.hidden = answer?.ok && next || gone;
  if (!away.hidden) {
    find(filters).after(away);
    away.querySelector("button").onclick = () => exchange(href);
    return setTimeout(() => mine === asked && exchange(href), 5000);
  }
  try {
    document.body.append(away);
    const form = find(filters);
    const around = [...next.parentNode.children];
    for (const other of [...form.parentNode.children]) if (other !== form) other.remove();
    form.before(...around.slice(0, around.indexOf(next)));
    form.after(...around.slice(around.indexOf(next) + 1));
    const parts = next.querySelectorAll("[data-part]");
    form.querySelectorAll("[data-part]").forEach((part, at) => part.replaceChildren(...parts[at].childNodes));
    form.querySelector("[role=status]").textContent = find(".foot p, .empty h2")?.textContent;
    history.replaceState(null, "", href);
  } catch {
    location.href = href;
  }
};

const look = () => {
  const form = find(filters);
  const parts = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...parts]) {
    if (!value.trim() || (name === "sort" && value === "newest")) parts.delete(name);
  }
  const now = new URLSearchParams(location.search);
  now.delete("page");
  if (`${parts}` !== `${now}`) exchange(`${form.getAttribute("action")}?${parts}`.replace(/\?$/, ""));
};

let pause;
addEventListener("input", (event) => {
  clearTimeout(pause);
  const choice = event.target.matches?.("select");
  // The select may truncate its value, so the title repeats it.
  if (choice) event.target.title = event.target.value && event.target.selectedOptions[0].text;
  if (event.target.closest?.(filters)) pause = setTimeout(look, choice ? 0 : 250);
});
addEventListener("submit", (event) => {
  if (!event.target.closest?.(filters)) return;
  event.preventDefault();
  clearTimeout(pause);
  look();
});
