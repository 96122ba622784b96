/* Passkeys: asks the browser to create or read a key, then sends its answer with the form. */
"use strict";

const REFUS = {
  NotAllowedError: "La clé n’a pas répondu à temps, ou vous avez renoncé. Vous pouvez recommencer.",
  InvalidStateError: "Cette clé est déjà ajoutée à votre compte.",
  SecurityError: "Le navigateur refuse les clés d’accès à cette adresse.",
};

function options() {
  return JSON.parse(document.querySelector("#options-de-cle").textContent);
}

async function demanderLaCle(geste) {
  const recues = options();
  return geste === "creer" ? webauthnJSON.create(recues.creation_options) : webauthnJSON.get(recues.request_options);
}

function preparer(formulaire) {
  const bouton = formulaire.querySelector("[data-cle-bouton]");
  const message = formulaire.querySelector("[data-cle-message]");
  if (!webauthnJSON.supported()) {
    message.textContent = "Ce navigateur ne connaît pas les clés d’accès. Choisissez une application de codes, ou un autre navigateur.";
    return;
  }
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    message.textContent = "";
    bouton.setAttribute("aria-disabled", "true");
    try {
      formulaire.querySelector("input[name='credential']").value = JSON.stringify(await demanderLaCle(formulaire.dataset.cle));
      formulaire.requestSubmit();
    } catch (erreur) {
      message.textContent = REFUS[erreur.name] || "La clé n’a pas pu être lue. Recommencez.";
      bouton.removeAttribute("aria-disabled");
    }
  });
  /* Enter in the field of the name asks for the key too, instead of sending an empty answer. */
  formulaire.addEventListener("submit", (evenement) => {
    if (!formulaire.querySelector("input[name='credential']").value) {
      evenement.preventDefault();
      bouton.click();
    }
  });
}

document.querySelectorAll("form[data-cle]").forEach(preparer);
