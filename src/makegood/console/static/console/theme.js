// Before anything is drawn: the look that was chosen on this computer.
const chosen = localStorage.getItem("look");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.look = chosen;
// What only scripts bring back may be hidden.
document.documentElement.dataset.js = "";
