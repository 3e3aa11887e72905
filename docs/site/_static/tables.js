// A part that scrolls sideways can be reached with the keyboard.
addEventListener("load", () => {
  for (const part of document.querySelectorAll(".table-wrapper, .highlight pre, .sidebar-scroll, .toc-scroll"))
    if (part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight) part.tabIndex = 0;
});
