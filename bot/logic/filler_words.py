"""Words of a search that name nothing to look for; in every language that is understood, folded."""

from __future__ import annotations

from bot.logic.folding import SAYS_NOTHING

ENGLISH = frozenset(
    """
    i me my we us our you your it its they them their he she who whom whose what which where when how
    why is are was were be been being am do does did done have has had can could may might must shall
    should will would want wants wanted wish like need needs please pls show list give tell find search
    look looking looks seek seeking get see know help any all some there here this that these those not
    no yes out up about into over under than then as if or but so too also just only more most other
    others another one ones fit fits fitting suit suits someone somebody anyone anybody partner partners
    cluster clusters organisation organisations organization organizations consortium consortia group
    groups network networks join joining work works working active activity activities exist exists
    available interested interest field fields area areas theme themes topic topics sector sectors many
    together both anywhere still region regions country countries europe european eu call good best
    right suitable relevant led leads lead leader coordinated headed run related concerning regarding
    near thank thanks hello hi hey ok okay doing deal deals dealing cover covers covering involve
    involved involving include includes including included contain containing member members participate
    participating taking take part kind type sort anything something everything maybe possible possibly
    currently database overview details detail information info describe explain open same instead
    rather without except number total count make makes making produce produces producing interesting
    actually first second really maybe perhaps currently experience experienced expertise skilled else
    searching idea ideas mean means priority priorities since begin began ended budget funding money
    contact website results exist things stuff specialised specialized specific particular specifically
    especially mainly mostly neither nor
    """.split()
)
FRENCH = frozenset(
    """
    je nous vous ils elles cherche cherchons recherche recherchons trouver trouve trouvez montre montrez
    liste quels quelles quel quelle combien sont les des une dans sur avec pour qui que quoi est existe
    existent partenariat partenariats partenaire partenaires projet projets domaine secteur thematique
    merci bonjour autour autres tous toutes concernant lie lies parmi votre vos notre nos aussi
    travaillent travaille participent plait peux peut pouvez aider aidez aide veux voudrais voudrions
    voulons besoin quelque chose comme moi
    """.split()
)
GERMAN = frozenset(
    """
    ich wir sie suche suchen sucht finden finde zeig zeige zeigen zeigt welche welcher welches wie viele
    gibt ist der das den dem des ein eine einen einem einer und oder mit fur von vom zum zur aus bei
    nach uber unter partnerschaft partnerschaften projekt projekte bereich bereiche gebiet thema themen
    sektor branche bitte danke hallo alle andere arbeiten arbeitet beschaftigen sich mochte mochten
    wollen auch noch auf gesucht gesuchte mitstreiter kannst konnen konnt helfen hilf brauche brauchen
    etwas mir uns gern gerne wurde wurden wer im rund
    """.split()
)
ITALIAN = frozenset(
    """
    cerco cerchiamo cercare trova trovare trovami mostra mostrami elenca quali quale quanti quante sono
    che con per nel nella nelle nei dei delle degli della del sul sulla una uno partenariato
    partenariati progetto progetti settore ambito tema temi regione paese grazie ciao buongiorno favore
    tutti altre altri esistono esiste lavorano anche nell sull dell all un qualche puoi potete aiutare
    aiutarmi aiutarci vorrei vorremmo voglio vogliamo bisogno qualcosa mi ci
    """.split()
)
SPANISH = frozenset(
    """
    busco buscamos buscar encuentra encontrar muestra muestrame lista cuales cual cuantas cuantos son
    hay las los del con para por sobre alguna algun algunas algunos existe
    asociacion asociaciones partenariado partenariados alianza
    alianzas socios socio proyecto proyectos ambito campo temas gracias hola todas todos otras otros
    existen trabajan tambien puedes puede podeis ayudar ayudarme ayudarnos quiero queremos quisiera
    necesito necesitamos algo
    """.split()
)
PORTUGUESE = frozenset(
    """
    procuro procuramos procurar encontre quais qual quantas quantos sao com parceria parcerias parceiro
    parceiros projeto projetos setor dominio regiao pais obrigado ola outras outros existem trabalham
    tambem nas nos dos das pode podem ajudar quero queremos gostaria preciso precisamos algo
    """.split()
)
POLISH = frozenset(
    """
    szukam szukamy znajdz znalezc pokaz jakie jaki ktore ktory ile jest istnieja partnerstwa partnerstwo
    partnerstw partnerzy partnerow partnera dziedzinie dziedzina sektorze branzy tematy prosze dziekuje
    czesc wszystkie inne zajmuja pracuja oraz dla przy takze czy dotyczace dotyczacych sa mozesz
    mozecie pomoc chce chcemy chcialbym potrzebuje potrzebujemy cos
    """.split()
)
DUTCH = frozenset(
    """
    zoek zoeken vind vinden toon laat zien lijst welke welk hoeveel zijn het een van voor met uit naar
    samenwerking samenwerkingen samenwerkingsverband partnerschap partnerschappen projecten gebied
    themas regio alstublieft bedankt bestaan werken ook kun kunt helpen wil willen graag nodig iets
    mij ons rond
    """.split()
)

FILLER = SAYS_NOTHING.union(ENGLISH, FRENCH, GERMAN, ITALIAN, SPANISH, PORTUGUESE, POLISH, DUTCH)
