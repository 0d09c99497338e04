"""The words of metadata sheets: what their columns, channels and sides are called, also in other languages.

Written without accents, blanks and signs, as `plain` leaves them.
"""

import re
from typing import Final

from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.search import fold

_LONGEST_NAME: Final = 100
_RANGE: Final = re.compile(r"\s*[(\[]\s*\d{1,3}\s*(?:-|–|\.\.|to|bis|a|à|al|tot|até)\s*\d{1,3}\s*[)\]]\s*$")

# In each line the better name comes first.
_ENGLISH: Final = {
    "external_id": "externalid interactionid callid contactid conversationid chatid ticketid caseid recordingid "
    "interaction id number reference ref",
    "recording": "recording recordingfile recordingpath audio audiofile file filename wav soundfile",
    "transcript": "transcript transcriptfile transcriptpath chatfile transcriptionfile transcription",
    "agent": "agent agentname advisor adviser rep representative employee assignee",
    "agent_id": "agentid agentnumber agentexternalid agentcode employeeid advisorid agentlogin",
    "team": "team teamname agentteam group department site",
    "queue": "queue queuename skill skillgroup lineofbusiness",
    "started_at": "startedat start starttime started datetime timestamp calltime callstart callstarttime callstarted "
    "contactstart conversationstart interactionstart startdatetime startdate calldatetime calldate createdat created "
    "date time when",
    "clock": "time calltime starttime",
    "customer_reference": "customerreference customer customerid customerref accountid account accountnumber caseref "
    "requester requesterid",
    "channel": "channel medium mediatype channeltype",
    "direction": "direction calldirection",
    "agent_channel": "agentchannel agentside audiochannel agentleg",
    "csat": "csat csatscore customersatisfaction satisfaction satisfactionscore satisfactionrating customerrating",
    "nps": "nps npsscore netpromoterscore",
    "ces": "ces cesscore customereffort customereffortscore effort",
    "survey_comment": "surveycomment comment customercomment satisfactioncomment feedback verbatim surveytext",
    "tags": "tags tag labels label reason contactreason disposition",
    "source": "source system sourcesystem",
    "transcript_offset": "transcriptoffset transcriptdelay",
    "leg_offset": "legoffset agentlegoffset legdelay",
}

# German, French, Spanish, Italian, Dutch, Portuguese, a line each where there are words.
_OTHERS: Final = {
    "external_id": "gesprachsid gesprachid gesprachsnummer anrufid kontaktid interaktionsid vorgangsid "
    "vorgangsnummer ticketnummer fallnummer vorgang kennung referenz nummer "
    "idappel idconversation idinteraction idcontact numeroappel numeroticket identifiant "
    "idllamada idconversacion idinteraccion idcontacto identificador referencia "
    "idchiamata idconversazione idinterazione idcontatto identificativo riferimento "
    "gespreksid gesprekid gespreksnummer interactieid referentie "
    "idchamada idligacao idconversa idinteracao idcontato protocolo numero",
    "recording": "aufnahme aufzeichnung aufnahmedatei audiodatei tondatei dateiname datei "
    "enregistrement fichieraudio nomfichier nomdufichier fichier "
    "grabacion archivoaudio archivodeaudio nombrearchivo nombredearchivo archivo "
    "registrazione fileaudio nomefile "
    "opname opnamebestand audiobestand bestandsnaam bestand "
    "gravacao arquivoaudio arquivodeaudio nomearquivo nomedoarquivo arquivo ficheiro",
    "transcript": "transkript transkription transkriptdatei mitschrift "
    "transcripcion trascrizione transcriptie transcricao",
    "agent": "agentenname mitarbeiter mitarbeitername mitarbeiterin bearbeiter berater kundenberater "
    "nomagent nomdelagent conseiller nomconseiller teleconseiller "
    "agente nombreagente nombredelagente asesor operador "
    "nomeagente operatore "
    "agentnaam medewerker medewerkernaam naammedewerker "
    "nomedoagente atendente nomeatendente nomedoatendente",
    "agent_id": "agentenid agentennummer mitarbeiterid mitarbeiternummer personalnummer "
    "idagent matricule idagente iddelagente idoperatore medewerkerid medewerkernummer personeelsnummer "
    "idatendente matricula",
    "team": "gruppe abteilung standort equipe groupe equipo grupo squadra gruppo reparto afdeling groep "
    "setor departamento",
    "queue": "warteschlange filedattente fileattente cola coda wachtrij fila",
    "started_at": "gesprachsbeginn anrufbeginn beginn startzeit beginnzeit datumuhrzeit datumundzeit datumzeit "
    "zeitpunkt zeitstempel gesprachsdatum anrufdatum erstelltam datum "
    "dateheure dateetheure datedebut horodatage dateappel datedelappel debut "
    "fechahora fechayhora fechainicio fechadeinicio fechallamada fechadelallamada fecha inicio "
    "dataora dataeora datainizio datachiamata inizio "
    "begintijd starttijd datumtijd datumentijd tijdstip aanvang gespreksdatum aangemaaktop "
    "datahora dataehora datainicio datadeinicio data uhrzeit",
    "clock": "uhrzeit zeit heure heureappel hora ora tijd",
    "customer_reference": "kundennummer kundennr kundenid kundenreferenz kunde "
    "numeroclient numerodeclient idclient referenceclient client "
    "numerocliente numerodecliente idcliente codigocliente codicecliente cliente "
    "klantnummer klantid klant",
    "channel": "kanal kontaktkanal canal canale kanaal",
    "direction": "richtung anrufrichtung sens sensappel direccion sentido direzione richting direcao",
    "agent_channel": "agentenkanal agentkanal agentenseite canalagent canalagente agentkanaal",
    "csat": "kundenzufriedenheit zufriedenheit zufriedenheitswert kundenbewertung "
    "satisfactionclient satisfactionduclient notesatisfaction notedesatisfaction "
    "satisfaccioncliente satisfacciondelcliente satisfaccion "
    "soddisfazionecliente soddisfazionedelcliente soddisfazione "
    "klanttevredenheid tevredenheid tevredenheidsscore "
    "satisfacaocliente satisfacaodocliente satisfacao",
    "nps": "weiterempfehlung recommandation recomendacion raccomandazione aanbeveling recomendacao",
    "ces": "kundenaufwand aufwand effortclient effortduclient esfuerzocliente esfuerzodelcliente esfuerzo "
    "sforzocliente sforzo klantinspanning inspanning esforcocliente esforcodocliente esforco",
    "survey_comment": "kundenkommentar kommentar anmerkung bemerkung freitext ruckmeldung "
    "commentaireclient commentaire comentariocliente comentariodelcliente comentario comentarios "
    "commentocliente commento opmerking opmerkingen toelichting comentariodocliente",
    "tags": "schlagworte schlagwort stichworte kontaktgrund anrufgrund grund motif motifappel motifdelappel "
    "etiquettes motivo etiquetas etichette contactreden reden trefwoorden",
    "source": "quelle systeme fuente sistema fonte origine bron systeem origem origen",
}
NAMES: Final = {name: [*words.split(), *_OTHERS.get(name, "").split()] for name, words in _ENGLISH.items()}
"""The columns, and what each is called, the better names first."""
_ENGLISH_NAMES: Final = frozenset(name for words in _ENGLISH.values() for name in words.split())

_OF_TURNS: Final = (
    "text message utterance content body speaker sender role sendertype "
    "nachricht nachrichtentext aussage inhalt wortlaut sprecher absender rolle "
    "texte locuteur expediteur mensaje texto remitente hablante messaggio testo mittente "
    "mensagem remetente bericht afzender spreker"
)
TURN_COLUMNS: Final = frozenset(_OF_TURNS.split())
"""Columns that only a table of turns has."""
_CHANNELS: Final = {
    Channel.CALL: "call voice phone telephone telephony audio anruf telefon telefonie sprache telefonat appel "
    "llamada telefono voz chiamata telefonata chamada ligacao telefone telefoon gesprek oproep",
    Channel.CHAT: "chat messaging message sms webchat livechat whatsapp social",
    Channel.EMAIL: "email mail letter courriel correo correoelectronico posta brief",
    Channel.OTHER: "other video facetoface",
}
CHANNELS: Final = {word: channel for channel, words in _CHANNELS.items() for word in words.split()}
_LEFT, _RIGHT = (
    "left l ch0 links gauche izquierda sinistra esquerda",
    "right r ch1 rechts droite derecha destra direita",
)
SIDES: Final = {**dict.fromkeys(_LEFT.split(), 0), **dict.fromkeys(_RIGHT.split(), 1)}
_INBOUND, _OUTBOUND = (
    "eingehend entrant entrante inkomend inentrata recebida recebido",
    "ausgehend sortant saliente uitgaand inuscita uscente realizada efetuada",
)
DIRECTIONS: Final = {
    **dict.fromkeys(_INBOUND.split(), "inbound"),
    **dict.fromkeys(_OUTBOUND.split(), "outbound"),
}


def plain(text: str) -> str:
    """The letters and digits of a name; the range of a scale, as in `CSAT (1-5)`, is no part of it."""
    return "".join(fold(_RANGE.sub("", text[:_LONGEST_NAME])).split())


def is_of_another_language(name: str) -> bool:
    """Whether a plain name that a column has is not one of the English ones."""
    return name not in _ENGLISH_NAMES
