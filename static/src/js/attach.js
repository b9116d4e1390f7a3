// Pictures and files: the part of the form that adds one opens as a dialog, by a button, by pasting or dropping.
export function attach(form, area, put) {
  const part = form.querySelector("[data-attach]");
  const opener = form.querySelector("[data-attach-open]");
  if (!part || !opener || !window.HTMLDialogElement) return;
  const inside = part.querySelector("[data-attach-inside]");
  const [file, alt, decorative] = ["file", "alt", "is_decorative"].map((name) => form.elements[`attach-${name}`]);
  const problem = inside.querySelector("[data-attach-problem]");
  const cancel = inside.querySelector("[data-attach-cancel]");
  const heading = inside.querySelector("h2");
  const dialog = document.createElement("dialog");
  dialog.className = "attach";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(inside);
  part.after(dialog);
  part.hidden = true;
  heading.hidden = cancel.hidden = false;

  let place; // of the caret: a browser may put it at the start when the dialog gives the focus back

  const open = (files) => {
    place = [area.selectionStart, area.selectionEnd];
    if (files) file.files = files;
    problem.hidden = true;
    dialog.showModal();
    (files ? alt : file).focus();
  };
  const clear = () => {
    file.value = alt.value = "";
    decorative.checked = false;
  };
  const say = (errors) => {
    problem.textContent = Object.values(errors).join(" ");
    problem.hidden = false;
    const wrong = errors.alt ? alt : file;
    wrong.setAttribute("aria-invalid", "true");
    wrong.focus();
  };
  let busy = false;

  async function add() {
    for (const field of [file, alt]) field.removeAttribute("aria-invalid");
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (file.files[0]) body.set("attach-file", file.files[0]);
    body.set("attach-alt", alt.value);
    if (decorative.checked) body.set("attach-is_decorative", "on");
    const answer = await fetch(part.dataset.attach, { method: "POST", body, credentials: "same-origin" });
    const said = await answer.json();
    if (said.errors) return say(said.errors);
    dialog.close();
    clear();
    area.setSelectionRange(...place);
    put(`\n${said.markdown}\n`);
  }

  // One at a time: a second press while a file is on its way adds nothing.
  async function once() {
    if (busy) return;
    busy = true;
    await add().catch(() => say({ file: form.dataset.failed }));
    busy = false;
  }

  opener.addEventListener("click", () => open());
  cancel.addEventListener("click", () => { clear(); dialog.close(); });
  dialog.addEventListener("close", () => area.focus());
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type === "button" || event.target.type === "file") return;
    event.preventDefault(); // not the form around it
    once();
  });
  inside.querySelector("[name=attach]").addEventListener("click", (event) => {
    event.preventDefault();
    once();
  });
  area.addEventListener("paste", (event) => take(event, event.clipboardData));
  area.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  area.addEventListener("drop", (event) => take(event, event.dataTransfer));

  function take(event, data) {
    if (!data.files.length) return;
    event.preventDefault();
    open(data.files);
  }
}
