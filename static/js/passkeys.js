/* Passkeys and security keys. A form with data-passkey="create" or "get" asks the browser for the key, fills in its field
   "credential" and is sent. The options come from the element that data-options names, or from the form's own address. */

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withId = (credential) => ({ ...credential, id: decode(credential.id) });

async function optionsOf(form) {
  const place = document.getElementById(form.dataset.options ?? "");
  if (place) return Object.values(JSON.parse(place.textContent))[0].publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options.publicKey;
}

async function create(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(withId),
    authenticatorSelection: { ...options.authenticatorSelection, residentKey: "preferred", requireResidentKey: false },
  };
  const key = await navigator.credentials.create({ publicKey });
  return {
    clientDataJSON: encode(key.response.clientDataJSON),
    attestationObject: encode(key.response.attestationObject),
    transports: key.response.getTransports?.() ?? [],
    of: key,
  };
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(withId),
  };
  const key = await navigator.credentials.get({ publicKey });
  return {
    clientDataJSON: encode(key.response.clientDataJSON),
    authenticatorData: encode(key.response.authenticatorData),
    signature: encode(key.response.signature),
    userHandle: key.response.userHandle ? encode(key.response.userHandle) : null,
    of: key,
  };
}

function told({ of: key, ...response }) {
  return JSON.stringify({
    id: key.id,
    rawId: encode(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response,
  });
}

const WORDS = {
  InvalidStateError: "This key is set up already.",
  NotAllowedError: "Nothing was done: it was cancelled, or took too long. Try again when you are ready.",
};

async function ask(form, send) {
  const button = form.querySelector("[data-passkey-act]");
  const problem = form.querySelector("[data-passkey-problem]");
  problem.textContent = "";
  button.setAttribute("aria-busy", "true");
  try {
    const act = form.dataset.passkey === "create" ? create : get;
    form.elements.credential.value = told(await act(await optionsOf(form)));
    await send(form);
  } catch (error) {
    problem.textContent = WORDS[error.name] ?? "That did not work. Nothing was changed. Try again.";
    button.removeAttribute("aria-busy");
  }
}

/** Shows the forms in `root` and gives them what they need; `send` takes a form whose key is filled in. */
export function startPasskeys(root, send) {
  if (!window.PublicKeyCredential) return;
  root.querySelectorAll("form[data-passkey]").forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      ask(form, send);
    });
  });
}

startPasskeys(document, (form) => form.submit());
