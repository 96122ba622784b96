/* « / » goes to the search field of the page, unless one is writing. */
"use strict";

function enTrainDEcrire(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "/" || evenement.ctrlKey || evenement.metaKey || evenement.altKey) {
    return;
  }
  const recherche = document.querySelector("input[type='search'], [data-recherche]");
  if (recherche && !enTrainDEcrire(evenement.target)) {
    evenement.preventDefault();
    recherche.focus();
  }
});
