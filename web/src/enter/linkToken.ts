// Kept outside the page's parts: one of them may be made anew while the page loads, and the address has it no more then.
let token = '';

/** The token after the # of a link. A browser sends it to nobody; it is taken out of the address as soon as it is read. */
export function linkToken(): string {
  const found = decodeURIComponent(location.hash.slice(1));
  if (found) {
    token = found;
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return token;
}
