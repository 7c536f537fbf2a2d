// The little that htmx and HTML do not do by themselves. Every page works without it.
"use strict";

const dialog = () => document.getElementById("dialog");

// A form fetched into #dialog opens it; its 【取消】 closes it instead of leaving the page. What was typed into it is given up only on
// purpose: ×, 【取消】 and Escape ask. An answer with errors keeps it, one without a form has saved it.
let typed = false;
const leave = () => {
  if (typed && !window.confirm("填写的内容还没有保存。确定放弃吗？")) return;
  typed = false;
  dialog().close();
};
document.addEventListener("input", (event) => {
  if (dialog() && dialog().contains(event.target)) typed = true;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "dialog") return;
  if (!dialog().open || !dialog().querySelector("form")) typed = false;
  if (!dialog().open) dialog().showModal();
  const wrong = dialog().querySelector("[aria-invalid=true], .input, .select, .textarea");
  const first = wrong || dialog().querySelector(".dialog__foot .btn--primary"); // nothing to fill in: Enter says yes, Esc no
  if (first) first.focus();
});
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close]");
  if (close && dialog() && dialog().contains(close)) {
    event.preventDefault();
    leave();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !dialog() || !dialog().open) return;
  event.preventDefault();
  leave();
});

// A form that is a page of its own: whoever leaves it by a link, ← or the tab's × is asked too (in the browser's own words). What keeps
// itself as it is typed does not ask.
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[method=post]");
  if (form && form.elements.once && !event.target.closest("#dialog, [hx-post]")) form.dataset.typed = "yes";
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-typed]:not([data-sent])")) event.preventDefault();
});

// A second click on a submit button does nothing; the server is told the button that was pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A chosen file has gone up and its form carries a token: the field is free again. 【不用这个文件】 takes the token out.
document.addEventListener("htmx:afterSwap", (event) => {
  const upload = event.target.closest(".upload");
  if (upload && upload.querySelector("[data-unhold]")) upload.querySelector("[type=file]").value = "";
});
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.parentElement.querySelector(".upload__wait");
  if (bar && event.detail.lengthComputable) bar.value = (100 * event.detail.loaded) / event.detail.total;
});
document.addEventListener("click", (event) => {
  const drop = event.target.closest("[data-unhold]");
  if (drop) drop.parentElement.replaceChildren();
});

// A long text says how much room is left; nothing is cut.
document.addEventListener("input", (event) => {
  const note = event.target.matches("textarea") && event.target.closest(".field")?.querySelector("[data-most]");
  if (!note) return;
  const left = note.dataset.most - event.target.value.length;
  note.textContent = left < 0 ? `超出 ${-left} 字` : `还可写 ${left} 字`;
  note.classList.toggle("late", left < 0);
});

// A field that follows another while nobody has typed into it: 证书打印单位名称 follows 单位名称.
document.addEventListener("input", (event) => {
  if (event.target.dataset.follows) delete event.target.dataset.follows;
  for (const field of document.querySelectorAll("[data-follows]")) {
    if (field.dataset.follows === event.target.id) field.value = event.target.value;
  }
});

// Tick everything on this page.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-check-all]")) return;
  for (const box of event.target.closest("form, table").querySelectorAll("input[name=chosen]")) {
    box.checked = event.target.checked;
  }
});

// One row of a queue is decided at a time; 【取消】 takes what opened below it away again.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.requestConfig.elt.closest(".row-actions")) document.getElementById("row-open")?.remove();
});
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-close-row]");
  if (!close) return;
  event.preventDefault();
  const row = close.closest("tr");
  row.previousElementSibling.querySelector("a.btn")?.focus();
  row.remove();
});

// A click anywhere in a row selects it, as its link does.
document.addEventListener("click", (event) => {
  if (event.target.closest("a, button, input, label, details") || String(window.getSelection())) return;
  const row = event.target.closest("tr");
  const pick = row && row.querySelector(".pick");
  if (pick) pick.click();
});

// One row menu open at a time; Escape and a click elsewhere close it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
});

// What a menu closes is asked when it opens; its open entries stay as they are, for somebody may be about to click one of them.
document.addEventListener("htmx:beforeSwap", (event) => {
  const list = event.target;
  if (!list.matches(".menu__list") || !event.detail.shouldSwap) return;
  event.detail.shouldSwap = false;
  const asked = document.createElement("template");
  asked.innerHTML = event.detail.serverResponse;
  const shown = new Map([...list.querySelectorAll("a[href]")].map((link) => [link.getAttribute("href"), link]));
  for (const link of asked.content.querySelectorAll("a[href]")) {
    const before = shown.get(link.getAttribute("href"));
    if (before) link.replaceWith(before);
  }
  list.replaceChildren(asked.content);
  window.htmx.process(list);
});

// The scope matrix: a row, column or 全部 tick fills in its cells at once; the server does the same without script.
document.addEventListener("change", (event) => {
  const matrix = event.target.closest("[data-matrix]");
  if (!matrix) return;
  if (event.target.name !== "s") for (const cell of cellsOf(matrix, event.target)) cell.checked = event.target.checked;
  sumUp(matrix);
});
const cellsOf = (matrix, { name, value }) =>
  [...matrix.querySelectorAll("input[name=s]")].filter((cell) => {
    const [series, area] = cell.value.split("-");
    return name === "all" || (name === "row" ? series : area) === value;
  });
// The boxes of rows, columns and of the whole say what their cells say; the foot counts.
function sumUp(matrix) {
  for (const box of matrix.querySelectorAll("input:not([name=s])")) {
    const cells = cellsOf(matrix, box);
    const ticked = cells.filter((cell) => cell.checked).length;
    box.checked = ticked === cells.length;
    box.indeterminate = ticked > 0 && !box.checked;
  }
  matrix.closest("form").querySelector("[data-ticked]").textContent = matrix.querySelectorAll("input[name=s]:checked").length;
}
for (const matrix of document.querySelectorAll("[data-matrix]")) sumUp(matrix);

// 【打印】 is offered where a script can open the browser's own dialog; without one its menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A batch with nothing ticked says so on the spot; the bar tells how many are, and which.
const ticked = (form) => form.querySelectorAll("input[name=chosen]:checked");
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-bulk]");
  const count = form && form.querySelector("[data-chosen]");
  if (!count) return;
  const names = [...ticked(form)].map((box) => box.dataset.name);
  count.textContent = ` ${names.length} 项`;
  form.querySelector("[data-names]").textContent = names.slice(0, 4).join("、") + (names.length > 4 ? " 等" : "");
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-bulk]") || ticked(event.target).length) return;
  event.preventDefault();
  event.target.querySelector(".bulk__none").classList.add("late");
});

// A poll waits while somebody reads a row's menu or a dialog, or has the page in the background.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches("[data-poll]")) return;
  if (document.hidden || document.querySelector("dialog[open], details.menu[open]")) event.preventDefault();
});

// 【提交审批结果】 takes along what stands in the verdict's form and is not saved, so that the server can say so and keep it.
document.addEventListener(
  "submit",
  (event) => {
    const beside = document.getElementById(event.target.dataset.with);
    if (!beside) return;
    for (const each of event.target.querySelectorAll("[data-taken]")) each.remove();
    for (const [name, value] of new FormData(beside)) {
      if (name !== "verdict" && name !== "reason") continue;
      const taken = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      taken.dataset.taken = "";
      event.target.append(taken);
    }
  },
  true,
);

// A page that asks again by itself: the rows that are not as they were when it was last drawn are tinted until the next time.
const words = (row) => row.textContent.replace(/\s+/g, " ");
let drawn = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const polled = event.detail.requestConfig && event.detail.requestConfig.elt.matches("[data-poll]");
  if (polled) drawn = new Map([...event.detail.target.querySelectorAll("tr[data-row]")].map((row) => [row.dataset.row, words(row)]));
});
document.addEventListener("htmx:afterSettle", () => {
  if (!drawn) return;
  for (const row of document.querySelectorAll("#rows tr[data-row]"))
    row.classList.toggle("is-changed", drawn.get(row.dataset.row) !== words(row));
  drawn = null;
});
