/** All words of the page, in each of its languages. `scripts/page.ts` puts numbers in the place of their names. */
import type { AgentState, CallState } from "../../src/dashboard/internal/row.ts"

/** A text that depends on a number, if it does: a form for each of the language's plurals. */
export type Forms = string | {
  readonly one: string
  readonly few?: string
  readonly many?: string
  readonly other: string
}

/** The words of a language. What stands in braces is replaced. */
export interface Words {
  /** The heading of a page without a title. */
  readonly floor: string
  readonly live: string
  readonly notLive: string
  readonly eventsPerSecond: string
  readonly connecting: string
  readonly age: string
  readonly lostAsterisk: string
  readonly readingAsterisk: string
  readonly lostServer: string
  readonly lastNews: string
  readonly waiting: string
  readonly nobody: string
  readonly longest: string
  readonly serviceLevel: string
  readonly goal: string
  readonly answered: string
  readonly abandoned: string
  readonly sinceReset: string
  readonly shareOfCalls: string
  readonly agents: string
  readonly waitingToday: string
  readonly allQueues: string
  readonly since: string
  readonly queues: string
  readonly recentWait: string
  readonly nextInLine: string
  readonly caller: string
  readonly calls: string
  readonly to: string
  readonly isDown: string
  readonly phonesReachable: string
  readonly days: string
  readonly taken: Forms
  readonly agent: Readonly<Record<AgentState, Forms>>
  /** States of calls that are no states of agents. */
  readonly call: Readonly<Record<Exclude<CallState, AgentState | "waiting">, string>>
  readonly close: string
  readonly notThere: string
  readonly lastAbandoned: string
  readonly reason: string
  readonly pause: string
  readonly endPause: string
  readonly hangUp: string
  readonly transfer: string
  readonly extension: string
  readonly listen: string
  readonly whisper: string
  readonly barge: string
  readonly yourPhone: string
  readonly cancel: string
  readonly sent: string
  readonly noAnswer: string
  readonly done: string
  readonly phoneRings: string
}

const english: Words = {
  floor: "Call floor",
  live: "live",
  notLive: "not live",
  eventsPerSecond: "{n} events/s",
  connecting: "Connecting…",
  age: "This is {n} old.",
  lostAsterisk: "The connection to Asterisk is lost; it is being made again.",
  readingAsterisk: "Connected to Asterisk; reading what is so now.",
  lostServer: "The dashboard server does not answer.",
  lastNews: "Last news {n}.",
  waiting: "Waiting",
  nobody: "nobody",
  longest: "longest",
  serviceLevel: "Service level",
  goal: "goal {n}",
  answered: "Answered",
  abandoned: "Abandoned",
  sinceReset: "since reset",
  shareOfCalls: "{n} of calls",
  agents: "Agents",
  waitingToday: "Waiting today",
  allQueues: "all queues",
  since: "since",
  queues: "Queues",
  recentWait: "Recent wait",
  nextInLine: "Next in line",
  caller: "Caller",
  calls: "Calls",
  to: "To",
  isDown: "{n} is down",
  phonesReachable: "{n} of {all} phones reachable",
  days: "{d} d {h} h",
  taken: { one: "{n} call", other: "{n} calls" },
  agent: {
    ready: "ready",
    ringing: "ringing",
    talking: "on call",
    hold: "on hold",
    wrapup: "wrapping up",
    paused: "paused",
    off: "unreachable"
  },
  call: {
    parked: "parked",
    conference: "conference",
    mailbox: "mailbox",
    menu: "menu",
    setup: "setting up"
  },
  close: "Close",
  notThere: "It is gone.",
  lastAbandoned: "Last abandoned",
  reason: "Reason",
  pause: "Pause",
  endPause: "End the pause",
  hangUp: "Hang up",
  transfer: "Transfer",
  extension: "Extension",
  listen: "Listen",
  whisper: "Whisper",
  barge: "Barge in",
  yourPhone: "Your phone (PJSIP/100)",
  cancel: "Cancel",
  sent: "Sent…",
  noAnswer: "No answer: outcome unknown.",
  done: "Done.",
  phoneRings: "Your phone is being called."
}

const spanish: Words = {
  floor: "Centro de llamadas",
  live: "en vivo",
  notLive: "sin conexión",
  eventsPerSecond: "{n} eventos/s",
  connecting: "Conectando…",
  age: "Estos datos tienen {n}.",
  lostAsterisk: "Se perdió la conexión con Asterisk; reconectando.",
  readingAsterisk: "Conectado a Asterisk; leyendo el estado.",
  lostServer: "El servidor del panel no responde.",
  lastNews: "Última noticia: {n}.",
  waiting: "En espera",
  nobody: "nadie",
  longest: "máxima",
  serviceLevel: "Nivel de servicio",
  goal: "objetivo {n}",
  answered: "Atendidas",
  abandoned: "Abandonadas",
  sinceReset: "desde el reinicio",
  shareOfCalls: "{n} del total",
  agents: "Agentes",
  waitingToday: "En espera hoy",
  allQueues: "todas las colas",
  since: "desde",
  queues: "Colas",
  recentWait: "Espera reciente",
  nextInLine: "Próximos",
  caller: "Llamante",
  calls: "Llamadas",
  to: "A",
  isDown: "{n} caída",
  phonesReachable: "{n} de {all} teléfonos disponibles",
  days: "{d} d {h} h",
  taken: { one: "{n} llamada", other: "{n} llamadas" },
  agent: {
    ready: { one: "disponible", other: "disponibles" },
    ringing: "sonando",
    talking: "en llamada",
    hold: "en retención",
    wrapup: "postllamada",
    paused: "en pausa",
    off: "sin conexión"
  },
  call: {
    parked: "aparcada",
    conference: "conferencia",
    mailbox: "buzón de voz",
    menu: "menú",
    setup: "iniciando"
  },
  close: "Cerrar",
  notThere: "Ya no existe.",
  lastAbandoned: "Últimas abandonadas",
  reason: "Motivo",
  pause: "Pausar",
  endPause: "Terminar la pausa",
  hangUp: "Colgar",
  transfer: "Transferir",
  extension: "Extensión",
  listen: "Escuchar",
  whisper: "Susurrar",
  barge: "Intervenir",
  yourPhone: "Su teléfono (PJSIP/100)",
  cancel: "Cancelar",
  sent: "Enviado…",
  noAnswer: "Sin respuesta: resultado desconocido.",
  done: "Hecho.",
  phoneRings: "Llamando a su teléfono."
}

const portuguese: Words = {
  floor: "Central de chamadas",
  live: "ao vivo",
  notLive: "sem conexão",
  eventsPerSecond: "{n} eventos/s",
  connecting: "Conectando…",
  age: "Estes dados têm {n}.",
  lostAsterisk: "A conexão com o Asterisk caiu; reconectando.",
  readingAsterisk: "Conectado ao Asterisk; lendo o estado.",
  lostServer: "O servidor do painel não responde.",
  lastNews: "Última notícia: {n}.",
  waiting: "Em espera",
  nobody: "ninguém",
  longest: "maior",
  serviceLevel: "Nível de serviço",
  goal: "meta {n}",
  answered: "Atendidas",
  abandoned: "Abandonadas",
  sinceReset: "desde o reinício",
  shareOfCalls: "{n} do total",
  agents: "Agentes",
  waitingToday: "Em espera hoje",
  allQueues: "todas as filas",
  since: "desde",
  queues: "Filas",
  recentWait: "Espera recente",
  nextInLine: "Próximos",
  caller: "Chamador",
  calls: "Chamadas",
  to: "Para",
  isDown: "{n} fora do ar",
  phonesReachable: "{n} de {all} telefones acessíveis",
  days: "{d} d {h} h",
  taken: { one: "{n} chamada", other: "{n} chamadas" },
  agent: {
    ready: { one: "disponível", other: "disponíveis" },
    ringing: "tocando",
    talking: "em chamada",
    hold: "em retenção",
    wrapup: "pós-chamada",
    paused: "em pausa",
    off: "sem conexão"
  },
  call: {
    parked: "estacionada",
    conference: "conferência",
    mailbox: "correio de voz",
    menu: "menu",
    setup: "iniciando"
  },
  close: "Fechar",
  notThere: "Não existe mais.",
  lastAbandoned: "Últimas abandonadas",
  reason: "Motivo",
  pause: "Pausar",
  endPause: "Encerrar a pausa",
  hangUp: "Desligar",
  transfer: "Transferir",
  extension: "Ramal",
  listen: "Escutar",
  whisper: "Sussurrar",
  barge: "Intervir",
  yourPhone: "Seu telefone (PJSIP/100)",
  cancel: "Cancelar",
  sent: "Enviado…",
  noAnswer: "Sem resposta: resultado desconhecido.",
  done: "Feito.",
  phoneRings: "Chamando seu telefone."
}

const german: Words = {
  floor: "Callcenter",
  live: "live",
  notLive: "nicht live",
  eventsPerSecond: "{n} Ereignisse/s",
  connecting: "Verbinde…",
  age: "Das ist {n} alt.",
  lostAsterisk: "Die Verbindung zu Asterisk ist unterbrochen; sie wird neu aufgebaut.",
  readingAsterisk: "Mit Asterisk verbunden; der Stand wird gelesen.",
  lostServer: "Der Server des Dashboards antwortet nicht.",
  lastNews: "Letzte Nachricht {n}.",
  waiting: "Wartende",
  nobody: "niemand",
  longest: "am längsten",
  serviceLevel: "Servicelevel",
  goal: "Ziel {n}",
  answered: "Angenommen",
  abandoned: "Aufgelegt",
  sinceReset: "seit Nullstellung",
  shareOfCalls: "{n} der Anrufe",
  agents: "Agenten",
  waitingToday: "Wartende heute",
  allQueues: "alle Schlangen",
  since: "seit",
  queues: "Warteschlangen",
  recentWait: "Zuletzt gewartet",
  nextInLine: "Als Nächste",
  caller: "Anrufer",
  calls: "Gespräche",
  to: "An",
  isDown: "{n} ausgefallen",
  phonesReachable: "{n} von {all} Telefonen erreichbar",
  days: "{d} T {h} h",
  taken: { one: "{n} Anruf", other: "{n} Anrufe" },
  agent: {
    ready: "bereit",
    ringing: { one: "klingelt", other: "klingeln" },
    talking: "im Gespräch",
    hold: "gehalten",
    wrapup: "Nacharbeit",
    paused: "in Pause",
    off: "nicht erreichbar"
  },
  call: {
    parked: "geparkt",
    conference: "Konferenz",
    mailbox: "Mailbox",
    menu: "Menü",
    setup: "beginnt"
  },
  close: "Schließen",
  notThere: "Nicht mehr da.",
  lastAbandoned: "Zuletzt aufgelegt",
  reason: "Grund",
  pause: "Pause",
  endPause: "Pause beenden",
  hangUp: "Auflegen",
  transfer: "Verbinden",
  extension: "Nebenstelle",
  listen: "Mithören",
  whisper: "Flüstern",
  barge: "Aufschalten",
  yourPhone: "Ihr Telefon (PJSIP/100)",
  cancel: "Abbrechen",
  sent: "Gesendet…",
  noAnswer: "Keine Antwort: Ergebnis unbekannt.",
  done: "Erledigt.",
  phoneRings: "Ihr Telefon klingelt."
}

const russian: Words = {
  floor: "Колл-центр",
  live: "онлайн",
  notLive: "нет связи",
  eventsPerSecond: "{n} соб./с",
  connecting: "Подключение…",
  age: "Этим данным {n}.",
  lostAsterisk: "Связь с Asterisk потеряна и восстанавливается.",
  readingAsterisk: "Связь с Asterisk есть; читается состояние.",
  lostServer: "Сервер панели не отвечает.",
  lastNews: "Последние данные {n}.",
  waiting: "В очереди",
  nobody: "никого",
  longest: "дольше всех",
  serviceLevel: "Уровень сервиса",
  goal: "цель {n}",
  answered: "Принято",
  abandoned: "Потеряно",
  sinceReset: "с момента сброса",
  shareOfCalls: "{n} звонков",
  agents: "Операторы",
  waitingToday: "Ожидание сегодня",
  allQueues: "все очереди",
  since: "с",
  queues: "Очереди",
  recentWait: "Ждали недавно",
  nextInLine: "Следующие",
  caller: "Звонящий",
  calls: "Разговоры",
  to: "Кому",
  isDown: "{n} не работает",
  phonesReachable: "доступно телефонов: {n} из {all}",
  days: "{d} д {h} ч",
  taken: { one: "{n} звонок", few: "{n} звонка", many: "{n} звонков", other: "{n} звонка" },
  agent: {
    ready: { one: "свободен", other: "свободны" },
    ringing: { one: "вызов", few: "вызова", many: "вызовов", other: "вызова" },
    talking: "на линии",
    hold: "на удержании",
    wrapup: "обработка",
    paused: "на паузе",
    off: { one: "недоступен", other: "недоступны" }
  },
  call: {
    parked: "парковка",
    conference: "конференция",
    mailbox: "голосовая почта",
    menu: "меню",
    setup: "начало"
  },
  close: "Закрыть",
  notThere: "Этого больше нет.",
  lastAbandoned: "Последние потерянные",
  reason: "Причина",
  pause: "Пауза",
  endPause: "Завершить паузу",
  hangUp: "Завершить",
  transfer: "Перевести",
  extension: "Номер",
  listen: "Слушать",
  whisper: "Подсказать",
  barge: "Вмешаться",
  yourPhone: "Ваш телефон (PJSIP/100)",
  cancel: "Отмена",
  sent: "Отправлено…",
  noAnswer: "Нет ответа: результат неизвестен.",
  done: "Выполнено.",
  phoneRings: "Ваш телефон вызывается."
}

/** The languages of the page. */
export const languages: Readonly<Record<string, Words>> = {
  en: english,
  es: spanish,
  pt: portuguese,
  de: german,
  ru: russian
}
