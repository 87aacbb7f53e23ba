/** The current CSRF token: from the cookie, which follows a new sign-in, else from the page. */
export function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-csrf|evenhand_csrf)=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** Gives the forms in `root` the current token. Only for whoever is known to be signed in as the page's author again. */
export function renewCsrfTokens(root = document) {
  root.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((field) => { field.value = csrfToken(); });
}
