from . import phone_page
