// Light or dark. A classic script in the head, so that a remembered choice is there before the first paint.
(() => {
  const root = document.documentElement;
  const remembered = () => {
    try {
      return localStorage.getItem('careerspace.theme');
    } catch {
      return null; // storage may be forbidden
    }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    root.dataset.theme = remembered() ?? (dark.matches ? 'dark' : 'light');
    dispatchEvent(new Event('themechange')); // what is drawn in colours of its own is drawn again
  };
  dark.addEventListener('change', apply);
  apply();
})();
