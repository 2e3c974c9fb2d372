"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // Sorting: a click goes ascending, descending, back to the order of the file; what has no value stays last.
  const value = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    return text === "-" ? null : text.toLowerCase();
  };
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  for (const table of all("table.sortable")) {
    const body = table.tBodies[0], original = [...body.rows];
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    heads.forEach((head, column) => {
      const button = head.querySelector("button");
      if (!button) return;
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now === "none" ? "ascending" : now === "ascending" ? "descending" : "none";
        heads.forEach((other) => other.hasAttribute("aria-sort") && other.setAttribute("aria-sort", "none"));
        head.setAttribute("aria-sort", next);
        const rows = original.map((row, place) => ({ row, place, v: value(row, column) }));
        if (next !== "none") {
          const sign = next === "ascending" ? 1 : -1;
          rows.sort((a, b) => (a.v === null) - (b.v === null) || sign * compare(a.v, b.v) || a.place - b.place);
        }
        body.append(...rows.map((item) => item.row));
      });
    });
  }

  // Filtering
  for (const filters of all(".filters")) {
    const table = filters.parentElement.querySelector("table.filterable"), rows = [...table.tBodies[0].rows];
    const find = filters.querySelector(".find"), family = filters.querySelector(".family"), plain = filters.querySelector(".plain");
    const apply = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = [row.cells[0].textContent, row.cells[0].title, row.dataset.family].join(" ").toLowerCase();
        const fits = words.every((word) => text.includes(word)) && (!family.value || row.dataset.family === family.value)
          && !(plain.checked && "tuned" in row.dataset);
        row.hidden = !fits;
        shown += fits;
      }
      filters.querySelector(".count").textContent = shown === rows.length ? `${shown} rows` : `${shown} of ${rows.length} rows`;
    };
    filters.addEventListener("input", apply);
    filters.querySelector(".reset").addEventListener("click", () => {
      find.value = family.value = "";
      plain.checked = false;
      apply();
    });
    filters.hidden = false;
    apply();
  }

  // Values on hover: the titles of the figures, at once and also on a touch screen.
  const tip = document.getElementById("tip");
  const hide = () => { tip.hidden = true; };
  for (const area of all("svg .hover")) {
    const title = area.querySelector("title"), text = title.textContent;
    title.remove(); // the browser's own would come on top, late
    area.setAttribute("aria-label", text);
    const show = (event) => {
      tip.textContent = text;
      tip.hidden = false;
      const box = tip.getBoundingClientRect(), gap = 14;
      const left = event.clientX + gap + box.width > innerWidth ? event.clientX - gap - box.width : event.clientX + gap;
      const top = event.clientY + gap + box.height > innerHeight ? event.clientY - gap - box.height : event.clientY + gap;
      tip.style.left = `${Math.max(4, left)}px`;
      tip.style.top = `${Math.max(4, top)}px`;
    };
    area.addEventListener("pointerenter", show);
    area.addEventListener("pointermove", show);
    area.addEventListener("pointerleave", hide);
  }
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // Theme: the system's until the button is used
  const theme = document.getElementById("theme"), dark = matchMedia("(prefers-color-scheme: dark)");
  const current = () => document.documentElement.dataset.theme || (dark.matches ? "dark" : "light");
  const other = () => (current() === "dark" ? "light" : "dark");
  const name = () => { theme.textContent = other() === "dark" ? "Dark" : "Light"; };
  theme.addEventListener("click", () => { document.documentElement.dataset.theme = other(); name(); });
  dark.addEventListener("change", name);
  theme.hidden = false;
  name();

  // Paper shows everything.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((item) => { item.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((item) => { item.open = false; }));
})();
