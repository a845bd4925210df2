// Search on plain pages with a list: updates the list while the user types. The list of generated keys has its own search in the
// application.
const find = (selector) => document.querySelector(selector);
const filters = "form[role=search]";
let latestRequest = 0;
let slowTimer;
const waiting = find("#waiting");
const unreachable = find("#away");

// Requests the page and replaces all elements around the form, so that typing is not interrupted. If the server does not answer,
// the list stays, a line above it says so, and the request is repeated every five seconds.
const loadList = async (href) => {
  const request = ++latestRequest;
  clearTimeout(slowTimer);
  slowTimer = setTimeout(() => (waiting.hidden = false), 400);
  const answer = await fetch(href).catch(() => null);
  const text = await answer?.text().catch(() => null);
  if (request !== latestRequest) return;
  clearTimeout(slowTimer);
  waiting.hidden = true;
  const page = new DOMParser().parseFromString(text ?? "", "text/html");
  const newForm = page.querySelector(filters);
  // If the list is not available any more, such as after the session has ended, the server's page gives the reason.
  const refused = [401, 403, 404].includes(answer?.status) || page.querySelector("[name=password]");
  unreachable.hidden = answer?.ok && newForm || refused;
  if (!unreachable.hidden) {
    find(filters).after(unreachable);
    unreachable.querySelector("button").onclick = () => loadList(href);
    return setTimeout(() => request === latestRequest && loadList(href), 5000);
  }
  try {
    document.body.append(unreachable);
    const form = find(filters);
    const siblings = [...newForm.parentNode.children];
    for (const other of [...form.parentNode.children]) if (other !== form) other.remove();
    form.before(...siblings.slice(0, siblings.indexOf(newForm)));
    form.after(...siblings.slice(siblings.indexOf(newForm) + 1));
    const parts = newForm.querySelectorAll("[data-part]");
    form.querySelectorAll("[data-part]").forEach((part, at) => part.replaceChildren(...parts[at].childNodes));
    form.querySelector("[role=status]").textContent = find(".foot p, .empty h2")?.textContent;
    history.replaceState(null, "", href);
  } catch {
    location.href = href;
  }
};

// Loads the list that the form describes, unless the page already shows it.
const search = () => {
  const form = find(filters);
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) {
    if (!value.trim() || (name === "sort" && value === "newest")) query.delete(name);
  }
  const current = new URLSearchParams(location.search);
  current.delete("page");
  if (`${query}` !== `${current}`) loadList(`${form.getAttribute("action")}?${query}`.replace(/\?$/, ""));
};

let pause;
addEventListener("input", (event) => {
  clearTimeout(pause);
  const choice = event.target.matches?.("select");
  // The select may truncate its value, so the title repeats it.
  if (choice) event.target.title = event.target.value && event.target.selectedOptions[0].text;
  if (event.target.closest?.(filters)) pause = setTimeout(search, choice ? 0 : 250);
});
addEventListener("submit", (event) => {
  if (!event.target.closest?.(filters)) return;
  event.preventDefault();
  clearTimeout(pause);
  search();
});
