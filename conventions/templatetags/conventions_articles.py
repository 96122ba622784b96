"""Tags of the texts of conventions: articles that number themselves, references that follow them.

``{% article "duree" "Durée" %}…{% endarticle %}`` (one inside another: 9, then 9.1), ``{% annexe … %}``, ``{% titre "…" %}``
and ``{% renvoi "duree" %}``. They need a ``plan`` in the context (``conventions.documents.plan``).
"""

from dataclasses import dataclass

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from conventions.documents.plan import Plan, ancre

register = template.Library()


def _plan(context: Context) -> Plan:
    plan = context.get("plan")
    if not isinstance(plan, Plan):
        raise template.TemplateSyntaxError("These tags need a plan in the context.")
    return plan


def _arguments(parser: Parser, token: Token) -> tuple[FilterExpression, FilterExpression]:
    mots = token.split_contents()
    if len(mots) != len(("nom", "cle", "titre")):
        raise template.TemplateSyntaxError(f"{mots[0]} takes a key and a title.")
    return parser.compile_filter(mots[1]), parser.compile_filter(mots[2])


@dataclass
class _Bloc(Node):
    """A numbered part of a text."""

    cle: FilterExpression
    titre: FilterExpression
    nodelist: NodeList


class ArticleNode(_Bloc):
    """An article, or one within another."""

    def render(self, context: Context) -> SafeString:
        """Draw it, its own articles numbered within its number."""
        plan, cle, titre = _plan(context), self.cle.resolve(context), self.titre.resolve(context)
        niveau = plan.niveau
        numero = plan.ouvrir(cle)
        corps = self.nodelist.render(context)
        plan.fermer()
        return format_html(
            '<section class="article"><h{0} id="{1}"><span class="numero">{2}</span> {3}</h{0}>{4}</section>',
            niveau,
            ancre(cle),
            numero,
            titre,
            corps,
        )


class AnnexeNode(_Bloc):
    """An annexe, on a page of its own."""

    def render(self, context: Context) -> SafeString:
        """Draw it, its points numbered from one."""
        plan, cle, titre = _plan(context), self.cle.resolve(context), self.titre.resolve(context)
        numero = plan.ouvrir_annexe(cle, titre)
        corps = self.nodelist.render(context)
        plan.fermer_annexe()
        return format_html(
            '<section class="annexe"><h2 id="{}"><span class="numero">{}</span> {}</h2>{}</section>',
            ancre(cle),
            numero,
            titre,
            corps,
        )


@register.tag
def article(parser: Parser, token: Token) -> ArticleNode:
    """Write an article: its key, its title, its text."""
    cle, titre = _arguments(parser, token)
    corps = parser.parse(("endarticle",))
    parser.delete_first_token()
    return ArticleNode(cle, titre, corps)


@register.tag
def annexe(parser: Parser, token: Token) -> AnnexeNode:
    """Write an annexe: its key, its title, its text."""
    cle, titre = _arguments(parser, token)
    corps = parser.parse(("endannexe",))
    parser.delete_first_token()
    return AnnexeNode(cle, titre, corps)


@register.simple_tag(takes_context=True)
def titre(context: Context, libelle: str) -> SafeString:
    """Open a part that groups articles."""
    numero = _plan(context).ouvrir_titre()
    return format_html('<h2 class="titre"><span class="numero">{}</span> {}</h2>', numero, libelle)


@register.simple_tag(takes_context=True)
def renvoi(context: Context, cle: str) -> SafeString:
    """Write the words that refer to an article or an annexe."""
    return format_html('<a class="renvoi" href="#{}">{}</a>', *_plan(context).renvoi(cle))
