/* A passage selected in the text goes to the field that masks it. Without this file, it is copied by hand. */
"use strict";

document.querySelectorAll("[data-masquage-source]").forEach((source) => {
  const champ = document.getElementById(source.dataset.masquageSource);
  document.addEventListener("selectionchange", () => {
    const choix = document.getSelection();
    const passage = choix?.toString().trim();
    if (champ && passage && source.contains(choix.anchorNode) && source.contains(choix.focusNode)) {
      champ.value = passage;
    }
  });
});
