/* The work list from the keyboard: j and k walk, p takes in charge, x chooses, ? opens the help.
   Everything the keys do, links, boxes and buttons do too; they can be turned off, for good. */
"use strict";

const MEMOIRE = "raccourcis-coupes";
const lot = document.querySelector("form[data-lot]");
const zone = document.querySelector("[data-choisies]");
const lignes = [...document.querySelectorAll("tr[data-ligne]")];
const aide = document.querySelector("#aide-clavier");
const actifs = document.querySelector("[data-raccourcis-actifs]");
const toutes = document.querySelector("[data-tout-choisir]");

function coupes() {
  try {
    return window.localStorage.getItem(MEMOIRE) === "oui";
  } catch {
    return false;
  }
}

function retenir(coupe) {
  try {
    window.localStorage.setItem(MEMOIRE, coupe ? "oui" : "non");
  } catch {
    /* No memory (private window): the choice lasts as long as the page. */
  }
}

function ligneCourante() {
  return document.activeElement?.closest("tr[data-ligne]") || null;
}

/** Move the focus to the reference of a neighbouring line; the browser shows it and scrolls to it. */
function parcourir(pas) {
  if (!lignes.length) {
    return;
  }
  const rang = lignes.indexOf(ligneCourante());
  const depart = rang === -1 && pas < 0 ? lignes.length : rang;
  const cible = lignes[Math.min(lignes.length - 1, Math.max(0, depart + pas))];
  cible.querySelector("a")?.focus();
}

function caseDe(ligne) {
  return ligne?.querySelector("input[name='demandes']") || null;
}

/** Take the line under the focus in charge, and that one only. */
function prendre() {
  const choix = caseDe(ligneCourante());
  const bouton = lot?.querySelector("button[name='acte'][value='prendre']");
  if (!choix || !bouton || !("prenable" in choix.dataset)) {
    return;
  }
  for (const autre of lot.querySelectorAll("input[name='demandes']")) {
    autre.checked = autre === choix;
  }
  lot.requestSubmit(bouton);
}

function choisir() {
  caseDe(ligneCourante())?.click();
}

function basculerAide() {
  aide.open = !aide.open;
  aide.querySelector("summary").focus();
}

function compter() {
  const cases = [...lot.querySelectorAll("input[name='demandes']")];
  const nombre = cases.filter((une) => une.checked).length;
  zone.textContent = nombre ? `${nombre} choisie${nombre > 1 ? "s" : ""}` : "";
  toutes.checked = nombre === cases.length;
  toutes.indeterminate = nombre > 0 && nombre < cases.length;
}

/** Tick or untick every line of the page, without leaving it. */
function choisirLaPage(oui) {
  for (const une of lot.querySelectorAll("input[name='demandes']")) {
    une.checked = oui;
  }
  compter();
}

const GESTES = { j: () => parcourir(1), k: () => parcourir(-1), p: prendre, x: choisir, "?": basculerAide };

function ecritDuTexte(element) {
  return element.isContentEditable || element.matches("textarea, select, input:not([type='checkbox'], [type='radio'])");
}

function surTouche(evenement) {
  const geste = GESTES[evenement.key];
  const libre = !evenement.ctrlKey && !evenement.metaKey && !evenement.altKey && !evenement.repeat;
  if (!geste || !libre || !actifs.checked || ecritDuTexte(evenement.target)) {
    return;
  }
  evenement.preventDefault();
  geste();
}

document.querySelector("[data-raccourcis]").hidden = false;
actifs.checked = !coupes();
actifs.addEventListener("change", () => retenir(!actifs.checked));
document.addEventListener("keydown", surTouche);
if (lot) {
  toutes.hidden = false;
  toutes.addEventListener("change", () => choisirLaPage(toutes.checked));
  lot.querySelector("[data-choisir-la-page]")?.addEventListener("click", (evenement) => {
    evenement.preventDefault();
    choisirLaPage(true);
  });
  lot.addEventListener("change", compter);
  compter();
}
