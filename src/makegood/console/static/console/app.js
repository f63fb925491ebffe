// Keys, the look, and choosing rows. Every page works without this file.
"use strict";

const going = { t: "/", b: "/backorders", o: "/orders", i: "/items", r: "/receive" };
let leading = false;

const typing = (at) => at.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => row.querySelector("a[href]"));

function move(by) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at === -1 ? 0 : at + by))];
  if (next) next.querySelector("a[href]").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    document.querySelectorAll("details.who[open], details.drop[open]").forEach((each) => each.removeAttribute("open"));
    if (typing(event.target)) event.target.blur();
    return;
  }
  // Enter presses a form's first button: in a field of a bar it is the one that the field belongs to, on a row none.
  if (event.key === "Enter" && !event.isComposing && event.target.matches("[data-presses], input[name=row]")) {
    event.preventDefault();
    document.getElementById(event.target.dataset.presses)?.click();
    return;
  }
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  if (leading) {
    leading = false;
    if (going[event.key]) location.href = going[event.key];
    return;
  }
  const done = {
    j: () => move(1),
    k: () => move(-1),
    x: () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
    g: () => { leading = true; setTimeout(() => { leading = false; }, 1500); },
    "/": () => document.querySelector("[data-key='/']")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
  }[event.key];
  if (done) { event.preventDefault(); done(); }
});

function look(to) {
  if (to === "auto") { localStorage.removeItem("look"); delete document.documentElement.dataset.look; }
  else { localStorage.setItem("look", to); document.documentElement.dataset.look = to; }
  marks();
}

function marks() {
  const now = document.documentElement.dataset.look || "auto";
  document.querySelectorAll("[data-theme-to]").forEach((each) => each.setAttribute("aria-pressed", each.dataset.themeTo === now));
}

// How many rows are chosen, and what may be done with them.
function count() {
  document.querySelectorAll("[data-chosen-of]").forEach((bar) => {
    const chosen = document.querySelectorAll(`#${bar.dataset.chosenOf} input[name=row]:checked`).length;
    bar.hidden = chosen === 0;
    const said = bar.querySelector("[data-count]");
    if (said) said.textContent = `${chosen} chosen`;
  });
}

document.addEventListener("change", (event) => {
  const all = event.target.dataset?.all;
  if (all) document.querySelectorAll(`#${all} input[name=row]`).forEach((each) => { each.checked = event.target.checked; });
  if (all || event.target.name === "row") count();
  if (event.target.matches("[data-sends]") && !event.target.closest("[hx-get]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const to = event.target.closest("[data-theme-to]");
  if (to) look(to.dataset.themeTo);
  if (event.target.closest("[data-print]")) window.print();
  const copies = event.target.closest("[data-copies]");
  if (copies) navigator.clipboard.writeText(document.getElementById(copies.dataset.copies).value).then(() => { copies.textContent = "Copied"; });
  document.querySelectorAll("details.who[open], details.drop[open]").forEach((each) => {
    if (!each.contains(event.target)) each.removeAttribute("open");
  });
});

// A form is sent once; what it asks for cannot be sent again while it is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.submitter?.matches('[formtarget="_blank"], .files button')) return;
  setTimeout(() => event.target.querySelectorAll("button:enabled").forEach((each) => { each.disabled = true; each.dataset.sent = ""; }));
});
window.addEventListener("pageshow", () => document.querySelectorAll("button[data-sent]").forEach((each) => { each.disabled = false; delete each.dataset.sent; }));

// A text that is shown once: chosen with a click, taken along with another.
document.addEventListener("focusin", (event) => { if (event.target.matches("[data-selects]")) event.target.select(); });
document.addEventListener("click", (event) => {
  const from = event.target.closest("[data-copies]");
  if (!from) return;
  const text = document.getElementById(from.dataset.copies);
  text.select();
  navigator.clipboard?.writeText(text.value).then(() => { from.textContent = "Copied"; });
});

// Rows that can be dragged into another order; buttons beside them do the same without this.
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > [draggable]");
  if (dragged) { event.dataTransfer.effectAllowed = "move"; dragged.classList.add("dragged"); }
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-sortable] > [draggable]");
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
});
document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; });

// Numbers beside the lines of a text.
function numbers() {
  document.querySelectorAll("[data-numbers]").forEach((list) => {
    const text = document.getElementById(list.dataset.numbers);
    const many = text.value.split("\n").length;
    if (list.childElementCount !== many) list.replaceChildren(...Array.from({ length: many }, (_, at) => Object.assign(document.createElement("li"), { textContent: at + 1 })));
    list.style.height = `${text.offsetHeight}px`;
    list.scrollTop = text.scrollTop;
  });
}
document.addEventListener("input", (event) => { if (event.target.matches("textarea")) numbers(); });
document.addEventListener("scroll", (event) => { if (event.target.matches?.("textarea")) numbers(); }, true);
numbers();

document.addEventListener("htmx:afterSettle", count);
marks();
count();
