// Countdown, *Copy* and forms on pages without WebAssembly. The module makes no requests. It first removes `done` from the
// address, so that a reload does not repeat the notice.
const here = new URL(location);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}
// Prevents double submission. After 5 s the form can be sent again, because the first request may have been lost.
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button.ariaDisabled) event.preventDefault();
  else if (event.target.method === "post") {
    const [said] = all("#busy");
    const label = button.textContent;
    const say = (text) => (button.textContent = text);
    button.ariaDisabled = true;
    setTimeout(() => (said.textContent = say(button.dataset.busy ?? label)), 400);
    setTimeout(() => (button.ariaDisabled = say(label) && null), 5000);
  }
});
const all = (selector) => document.querySelectorAll(selector);
const start = Date.now();
const two = (n) => `${n | 0}`.padStart(2, 0);
const tick = () => {
  for (const e of all("[data-countdown]")) {
    const left = Math.max(0, Math.ceil((e.dataset.countdown - e.dataset.now - Date.now() + start) / 1000));
    e.textContent = [left / 3600, (left / 60) % 60, left % 60].map(two).join(":");
  }
};
tick();
setInterval(tick, 1000);
for (const b of all("[data-copy]")) {
  b.onclick = async () => {
    const [field] = all(b.dataset.copy);
    const said = b.parentNode.nextElementSibling;
    let copied = true;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Fallback without https, where there is no clipboard API. If it also fails, the text stays selected.
      field.focus();
      field.setSelectionRange(0, 1e6);
      copied = document.execCommand("copy");
    }
    said.textContent = copied ? b.dataset.copied : b.dataset.notCopied;
    if (!copied) return;
    b.classList.add("done");
    b.lastElementChild.textContent = b.dataset.copied;
    b.focus();
  };
}
