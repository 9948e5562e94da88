// An access code that came with the page's address (…/#4827193056) from a link or a QR code.

const CODE = /^#(\d{5}(?:-?\d{5}){1,2})$/;

// The code is taken out of the address at once, so that it stays neither on the screen nor in the history. "" when there is
// none; whatever else stands there is left alone.
export function takeCode() {
  const [, code = ""] = CODE.exec(location.hash) ?? [];
  if (code) history.replaceState(history.state, "", location.pathname + location.search);
  return code;
}
