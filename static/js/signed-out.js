/** Whether a request ended at the sign-in page, since its sign-in has ended. */
export function isSignedOut(address) {
  const login = document.querySelector('meta[name="sign-in"]')?.content;
  return Boolean(login && address && new URL(address).pathname === login);
}
