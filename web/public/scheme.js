// Before the first paint: the theme and the density that were chosen in this browser. Not inline, since the pages run no
// inline script.
(function () {
  var root = document.documentElement;
  var chosen = null;
  try {
    chosen = localStorage.getItem('concordat-theme');
    root.dataset.density = localStorage.getItem('concordat-density') || 'dense';
  } catch (_) {
    // No storage: the system decides.
  }
  var dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
