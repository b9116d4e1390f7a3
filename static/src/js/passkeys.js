// A form with data-passkey asks the browser to make or to find a passkey, and sends what it answers.
// What must be asked stands in data-options, or is fetched from the form's address.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));

function options({ publicKey }) {
  const asked = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  asked.excludeCredentials = withBytes(asked.excludeCredentials);
  asked.allowCredentials = withBytes(asked.allowCredentials);
  return { publicKey: Object.fromEntries(Object.entries(asked).filter(([, value]) => value != null)) };
}

function plain(credential) {
  const { response } = credential;
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function asked(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

export function passkeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector(".passkey-failed");
    if (!window.PublicKeyCredential) {
      if (failed.dataset.unknown) failed.textContent = failed.dataset.unknown;
      continue; // a form that only finds passkeys stays hidden
    }
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.textContent = "";
      try {
        const wanted = options(await asked(form));
        const make = form.dataset.passkey === "make";
        const credential = await (make ? navigator.credentials.create(wanted) : navigator.credentials.get(wanted));
        form.elements.credential.value = JSON.stringify(plain(credential));
        form.submit();
      } catch {
        failed.textContent = failed.dataset.failed;
      }
    });
  }
}
