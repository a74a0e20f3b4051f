"""Sentences as customers write them, for the tests of charsets. They stand in no training data."""

TEXTS = {
    "he": (
        "תלונה על המשלוח",
        "שלום רב, המקרר שהזמנתי אצלכם לפני שבועיים עדיין לא הגיע ואיש אינו עונה לטלפון.",
        "החשבונית מס' 4471 נשלחה פעמיים בסך 1,250 ש\"ח. אבקש זיכוי בהקדם (Visa 4580).",
    ),
    "ar": (
        "شكوى بخصوص الفاتورة",
        "مرحبا، لم تصلني الثلاجة التي اشتريتها منكم قبل أسبوعين ولا أحد يجيب على الهاتف.",
        "وصل الفني متأخرا ثلاث ساعات ثم قال إن القطعة غير متوفرة، أرجو إعادة المبلغ 350.",
    ),
    "ru": (
        "Жалоба на доставку",
        "Здравствуйте, холодильник до сих пор не привезли, и никто не отвечает на звонки.",
        "Мастер приехал с опозданием, заменил деталь, но ПРОБЛЕМА осталась. Верните деньги!",
    ),
    "fa": (
        "شکايت از تاخير در ارسال",
        "سلام، يخچالي که از شما خريدم هنوز نرسيده است و کسي پاسخ تلفن را نمي دهد.",
        "تعميرکار گفت قطعه موجود نيست و بايد دو هفته صبر کنم، لطفا پول مرا پس بدهيد.",
    ),
    "fr": (
        "Réclamation: réfrigérateur défectueux",
        "Bonjour, le réfrigérateur commandé chez vous n'a toujours pas été livré à mon adresse.",
        "Le technicien est arrivé en retard, la pièce était cassée et j'espère être remboursé.",
    ),
    "es": (
        "Reclamación por avería de la lavadora",
        "Buenos días, mañana hará un mes que compré la nevera y aún no funciona, ¿qué pasó?",
        "El técnico llegó tarde y además la señora de atención al público no me ayudó.",
    ),
    "de": (
        "Rückfrage zur Lieferung für Müller",
        "Guten Tag, der Kühlschrank wurde noch nicht geliefert, bitte prüfen Sie das für mich.",
        "Das Gerät läuft nicht, die Tür schließt schlecht und niemand ruft zurück. Schöne Grüße",
    ),
}
# The charsets that mail in each language really comes in.
CHARSETS = {
    "he": ("windows-1255", "iso-8859-8", "utf-8", "cp862"),
    "ar": ("windows-1256", "iso-8859-6", "utf-8"),
    "ru": ("windows-1251", "koi8-r", "cp866", "iso-8859-5", "utf-8"),
    "fa": ("windows-1256", "utf-8"),
    "fr": ("windows-1252", "iso-8859-15", "utf-8", "cp850"),
    "es": ("windows-1252", "iso-8859-1", "utf-8", "cp850"),
    "de": ("windows-1252", "iso-8859-1", "utf-8", "cp850"),
}
