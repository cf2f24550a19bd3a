// Coming in: the password is sent, and what is wrong is said beside it.

import { send } from "/static/frame.js";

const form = document.getElementById("door");
const field = form.elements.password;
const wrong = document.getElementById("wrong");

field.focus();

document.getElementById("show").addEventListener("change", (event) => {
  field.type = event.target.checked ? "text" : "password";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  wrong.textContent = "";
  try {
    await send("/door", { body: { password: field.value } });
  } catch (error) {
    wrong.textContent = error.message;
    field.setAttribute("aria-invalid", "true");
    field.select();
    return;
  }
  location.replace(form.dataset.to);
});
