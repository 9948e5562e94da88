// The menu and the way out: ending the session on this device.

const menu = document.getElementById("menu");
const dialog = document.getElementById("leave-dialog");

export function makeLeaving(outbox) {
  document.getElementById("leave").addEventListener("click", () => {
    menu.open = false;
    document.getElementById("leave-unsent").hidden = outbox.size === 0;
    dialog.showModal();
  });
  document.getElementById("leave-no").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", () => outbox.clear());
  dialog.addEventListener("close", () => menu.querySelector("summary").focus());
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
