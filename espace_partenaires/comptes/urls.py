"""Addresses of accounts: ours, and those of allauth that we chose one by one.

``include("allauth.urls")`` would bring sign-up and a self-service change of mail (HAB-02, HAB-09).
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as cles
from django.urls import include, path

from espace_partenaires.comptes import urls_acces, urls_sessions, views, views_sessions

propres = (
    [
        path("activer/", views.activer, name="activer"),
        path("activer/<str:secret>/", views.suivre_lien, name="suivre_lien"),
        path("conditions-utilisation/", views.cgu, name="cgu"),
        path("mon-compte/", views.profil, name="profil"),
        *urls_acces.patrons,
        *urls_sessions.patrons,
    ],
    "comptes",
)

urlpatterns = [
    path("", include(propres)),
    path("connexion/", account.login, name="account_login"),
    path("connexion/code/", mfa.authenticate, name="mfa_authenticate"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("connexion/compte-inactif/", account.account_inactive, name="account_inactive"),
    path("mon-compte/confirmer/", account.reauthenticate, name="account_reauthenticate"),
    path("mon-compte/confirmer/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("mon-compte/mot-de-passe/", account.password_change, name="account_change_password"),
    path("mon-compte/second-facteur/", mfa.index, name="mfa_index"),
    path("mon-compte/second-facteur/ajouter/", totp.activate_totp, name="mfa_activate_totp"),
    path("mon-compte/second-facteur/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("mon-compte/codes-de-secours/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "mon-compte/codes-de-secours/nouveaux/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "mon-compte/codes-de-secours/fichier/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("mon-compte/cles-d-acces/", cles.list_webauthn, name="mfa_list_webauthn"),
    path("mon-compte/cles-d-acces/ajouter/", cles.add_webauthn, name="mfa_add_webauthn"),
    path("mon-compte/cles-d-acces/<int:pk>/nommer/", cles.edit_webauthn, name="mfa_edit_webauthn"),
    path("mon-compte/cles-d-acces/<int:pk>/retirer/", cles.remove_webauthn, name="mfa_remove_webauthn"),
    path("mon-compte/confirmer/cle/", cles.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("mon-compte/sessions/", views_sessions.appareils, name="usersessions_list"),
]
