// keys gives the desk its short ways: "/" goes to the search box, Escape closes
// the open menu.
export function keys(): void {
  document.addEventListener('keydown', (event) => {
    const at = event.target as HTMLElement;
    if (event.key === '/' && !event.ctrlKey && !event.metaKey && !at.closest('input, textarea, select, [contenteditable]')) {
      const box = document.querySelector<HTMLInputElement>('.finder input');
      if (box && box.offsetParent) {
        event.preventDefault();
        box.focus();
        box.select();
      }
    }
    if (event.key === 'Escape') {
      closeMenus(null);
      if (location.hash === '#nav') history.back();
    }
  });
  document.addEventListener('click', (event) => closeMenus((event.target as Element).closest('details.menu, details.me')));
}

function closeMenus(except: Element | null): void {
  for (const menu of document.querySelectorAll('details.menu[open], details.me[open]')) {
    if (menu !== except) menu.removeAttribute('open');
  }
}
