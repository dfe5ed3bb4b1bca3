"""Names and descriptions of the commands in other languages; what is missing stays English.

Columns: German, French, Spanish, Portuguese, Japanese.
"""

from __future__ import annotations

from discord import Locale, app_commands

from bot.discord.locales_administration import ADMINISTRATION

COLUMNS = (
    (Locale.german,),
    (Locale.french,),
    (Locale.spain_spanish, Locale.latin_american_spanish),
    (Locale.brazil_portuguese,),
    (Locale.japanese,),
)

TABLE: dict[str, tuple[str, str, str, str, str]] = {
    # names of commands
    "ask": ("fragen", "demander", "preguntar", "perguntar", "質問"),
    "timeline": ("zeitleiste", "chronologie", "cronología", "cronologia", "年表"),
    "quiet": ("ruhe", "silence", "silencio", "silencio", "静かに"),
    "Check this claim": (
        "Behauptung prüfen",
        "Vérifier cette affirmation",
        "Comprobar esta afirmación",
        "Verificar esta afirmação",
        "この主張を確かめる",
    ),
    "Find the source": (
        "Quelle finden",
        "Trouver la source",
        "Buscar la fuente",
        "Encontrar a fonte",
        "出典を探す",
    ),
    # names of options
    "question": ("frage", "question", "pregunta", "pergunta", "問い"),
    "story": ("geschichte", "histoire", "historia", "historia", "ストーリー"),
    "since": ("seit", "depuis", "desde", "desde", "以降"),
    "until": ("bis", "jusque", "hasta", "ate", "まで"),
    "as_of": ("stand", "en_date_du", "a_fecha_de", "na_data_de", "時点"),
    "private": ("privat", "prive", "privado", "privado", "非公開"),
    "topic": ("thema", "sujet", "tema", "tema", "話題"),
    "from": ("von", "du", "desde", "de", "から"),
    "to": ("bis", "au", "hasta", "ate", "まで"),
    "off": ("aus", "fin", "fin", "fim", "解除"),
    # descriptions of commands
    "Ask the documents; the answer is their own words": (
        "Die Dokumente fragen; die Antwort sind ihre eigenen Worte",
        "Interroger les documents ; la réponse est dans leurs propres mots",
        "Preguntar a los documentos; la respuesta son sus propias palabras",
        "Perguntar aos documentos; a resposta são as palavras deles",
        "文書に質問する。答えは文書の言葉そのもの",
    ),
    "What happened when, each event quoted and dated": (
        "Was wann geschah, jedes Ereignis zitiert und datiert",
        "Ce qui s'est passé et quand, chaque événement cité et daté",
        "Qué pasó y cuándo, cada suceso citado y fechado",
        "O que aconteceu e quando, cada evento citado e datado",
        "いつ何が起きたか。各出来事を引用と日付つきで",
    ),
    "Stop answering here without being mentioned": (
        "Hier nicht mehr antworten, ohne erwähnt zu werden",
        "Ne plus répondre ici sans être mentionné",
        "Dejar de responder aquí sin ser mencionado",
        "Parar de responder aqui sem ser mencionado",
        "メンションなしではここで答えないようにする",
    ),
    # descriptions of options
    "What you want to know": (
        "Was du wissen möchtest",
        "Ce que vous voulez savoir",
        "Lo que quieres saber",
        "O que você quer saber",
        "知りたいこと",
    ),
    "Which story to ask": (
        "Welche Geschichte befragt wird",
        "L'histoire à interroger",
        "La historia a la que preguntar",
        "A história a consultar",
        "質問するストーリー",
    ),
    "Which story to read": (
        "Welche Geschichte gelesen wird",
        "L'histoire à lire",
        "La historia que leer",
        "A história a ler",
        "読むストーリー",
    ),
    "Only documents published since this day, such as 2021-09 or last week": (
        "Nur Dokumente ab diesem Tag, etwa 2021-09",
        "Seulement les documents publiés depuis ce jour, par exemple 2021-09",
        "Solo documentos publicados desde este día, por ejemplo 2021-09",
        "Só documentos publicados desde este dia, por exemplo 2021-09",
        "この日以降に公開された文書だけ。例: 2021-09",
    ),
    "Only documents published until this day": (
        "Nur Dokumente bis zu diesem Tag",
        "Seulement les documents publiés jusqu'à ce jour",
        "Solo documentos publicados hasta este día",
        "Só documentos publicados até este dia",
        "この日までに公開された文書だけ",
    ),
    "As known on this day: only what was published by then": (
        "Stand an diesem Tag: nur was bis dahin veröffentlicht war",
        "Tel que connu ce jour-là : seulement ce qui était publié alors",
        "Según lo sabido ese día: solo lo publicado hasta entonces",
        "Como se sabia nesse dia: só o publicado até então",
        "その日の時点で公開されていたものだけ",
    ),
    "Show the answer to you alone": (
        "Die Antwort nur dir zeigen",
        "Ne montrer la réponse qu'à vous",
        "Mostrar la respuesta solo a ti",
        "Mostrar a resposta só para você",
        "答えを自分だけに表示する",
    ),
    "What the events are about": (
        "Worum es in den Ereignissen geht",
        "Le sujet des événements",
        "De qué tratan los sucesos",
        "Sobre o que são os eventos",
        "出来事の話題",
    ),
    "The first day, such as 2021-09": (
        "Der erste Tag, etwa 2021-09",
        "Le premier jour, par exemple 2021-09",
        "El primer día, por ejemplo 2021-09",
        "O primeiro dia, por exemplo 2021-09",
        "最初の日。例: 2021-09",
    ),
    "The last day": ("Der letzte Tag", "Le dernier jour", "El último día", "O último dia", "最後の日"),
    "Listen here again": (
        "Hier wieder zuhören",
        "Écouter de nouveau ici",
        "Volver a escuchar aquí",
        "Voltar a ouvir aqui",
        "ここでまた聞く",
    ),
}


TEXTS = TABLE | ADMINISTRATION


class Translations(app_commands.Translator):
    """Looks a text up in the table."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 -- a text means the same everywhere here
    ) -> str | None:
        # "file2" is a "file" with its number.
        text = string.message.rstrip("0123456789") if string.message.isalnum() else string.message
        for column, locales in enumerate(COLUMNS):
            if locale in locales and text in TEXTS:
                return TEXTS[text][column] + string.message[len(text) :]
        return None
