/* Small conveniences of the frame; every page works without them. */
"use strict";

document.documentElement.classList.add("has-script");

function chooseTheme(theme) {
  const year = 365 * 24 * 3600;
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? year : 0}; SameSite=Lax`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
}

async function copy(button) {
  const words = button.querySelector("[aria-live]");
  const before = words.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  words.textContent = button.dataset.done;
  button.title = button.dataset.done;
  setTimeout(() => (words.textContent = before), 3000);
}

function closeDrops(except) {
  for (const drop of document.querySelectorAll("details.drop[open]")) {
    if (drop !== except) drop.open = false;
  }
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-choice]");
  const copied = event.target.closest("[data-copy]");
  if (theme) chooseTheme(theme.dataset.themeChoice);
  if (copied) copy(copied);
  closeDrops(event.target.closest("details.drop"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details.drop[open]");
  closeDrops();
  if (open) open.querySelector("summary").focus();
});

document.addEventListener("DOMContentLoaded", () => {
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();
});
