// The first line of each template of an agreement (data/templates), which is its title.
export const templates: Record<string, string> = {
  "Augmentation: the provider's engineers work in your team, under your direction.":
    'Verstärkung: Leute des Dienstleisters arbeiten in Ihrem Team, unter Ihrer Leitung.',
  'Fully integrated: one team of both companies, with one queue and one set of tools.':
    'Ganz eingebunden: ein Team beider Firmen, mit einer Warteschlange und denselben Werkzeugen.',
  'Hybrid: a model for each function, as most companies end up.':
    'Gemischt: für jede Aufgabe ein Modell, wie es bei den meisten Firmen am Ende ist.',
  'Internal: your own team does everything.': 'Intern: Ihr eigenes Team übernimmt alles.',
  'Managed: the provider runs the service, and you decide what it is for.':
    'Betreut: Der Dienstleister betreibt den Dienst, und Sie entscheiden, wofür er da ist.',
  'Nine duties: four that stay with you, five that the provider takes.':
    'Neun Pflichten: Vier bleiben bei Ihnen, fünf übernimmt der Dienstleister.',
  'Outcome-based: the provider is paid for results, and how it gets there is its own affair.':
    'Nach Ergebnis: Der Dienstleister wird für Ergebnisse bezahlt, und wie er dahin kommt, ist seine Sache.',
  'Shared responsibility: each function has one who answers for it, and rows for both sides.':
    'Geteilte Verantwortung: Jede Aufgabe hat jemanden, der sie verantwortet, und Zeilen für beide Seiten.',
  'Six functions, each with one who answers for it: desk, infrastructure, cloud, security, backup, projects.':
    'Sechs Aufgaben, jede mit jemandem, der sie verantwortet: Service Desk, Infrastruktur, Cloud, Sicherheit, Backup, Projekte.',
};
