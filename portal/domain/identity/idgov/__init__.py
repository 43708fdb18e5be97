"""id.gov.ua: Дія, BankID, electronic signature. What is asked there, of whom the answer is, what follows."""
