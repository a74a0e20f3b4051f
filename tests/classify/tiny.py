"""Small models with the real architectures and tokenizers, untrained."""

from pathlib import Path

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import (
    BertConfig,
    BertModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaModel,
)

from inboxminer.classify.encoder import Encoder
from inboxminer.classify.heads import Heads
from inboxminer.classify.tasks import tasks
from inboxminer.taxonomy import load

TEXTS = [
    "המקרר לא הגיע ביום שישי ואף אחד לא התקשר",
    "The fridge never arrived and nobody called me back",
    "Холодильник не привезли, никто не звонит",
    "الثلاجة لم تصل حتى الآن",
    "یخچال هنوز نرسیده است",
    "La livraison a été reportée trois fois",
    "Me han cobrado dos veces",
    "Der Techniker kam nicht",
]
WIDTH = 32


def bert(folder: Path) -> Path:
    """A BERT with a WordPiece tokenizer."""
    coder = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    coder.normalizer = normalizers.BertNormalizer(lowercase=True)
    coder.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    coder.train_from_iterator(
        TEXTS, trainers.WordPieceTrainer(vocab_size=300, special_tokens=special)
    )
    coder.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    named = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]"}
    PreTrainedTokenizerFast(tokenizer_object=coder, **named).save_pretrained(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=coder.get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
    )
    BertModel(config).save_pretrained(folder)
    return folder


def xlm_roberta(folder: Path) -> Path:
    """An XLM-RoBERTa with a unigram tokenizer, as the public multilingual encoders have."""
    coder = Tokenizer(models.Unigram())
    coder.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    coder.train_from_iterator(
        TEXTS * 4,
        trainers.UnigramTrainer(vocab_size=200, special_tokens=special, unk_token="<unk>"),
    )
    coder.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    named = {"unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>", "eos_token": "</s>"}
    PreTrainedTokenizerFast(tokenizer_object=coder, **named).save_pretrained(folder)
    torch.manual_seed(1)
    config = XLMRobertaConfig(
        vocab_size=coder.get_vocab_size(),
        hidden_size=WIDTH,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
        pad_token_id=1,
    )
    XLMRobertaModel(config).save_pretrained(folder)
    return folder


MAKERS = {"bert": bert, "xlm_roberta": xlm_roberta}


def models_folder(folder: Path) -> Path:
    """A models folder: a small BERT with untrained heads for the default taxonomy."""
    encoder = Encoder.load(bert(folder / "raw"))
    encoder.save(folder / "encoder")
    taxonomy = load()
    torch.manual_seed(2)
    Heads(tasks(taxonomy.topic_ids, taxonomy.stage_ids), WIDTH).save(folder / "heads")
    return folder
