"""Addresses of who may do what, and of the agents of a caisse (see ``habilitations.urls``)."""

from django.urls import URLPattern, path

from habilitations.views import agents, droits

patrons: list[URLPattern] = [
    path("mon-compte/droits/", droits.mes_droits, name="mes_droits"),
    path("comptes/<uuid:cle>/droits/", droits.droits_de_l_habilitation, name="droits_du_compte"),
    path("agents/", agents.lister_agents, name="lister_agents"),
    path("agents/<uuid:cle>/droits/", droits.droits_de_l_agent, name="droits_de_l_agent"),
    path("partenaires/<uuid:cle>/suivi/", agents.designer_suiveurs, name="designer_suiveurs"),
]
